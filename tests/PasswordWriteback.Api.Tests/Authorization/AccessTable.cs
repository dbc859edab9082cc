using PasswordWriteback.Api.Authorization;

namespace PasswordWriteback.Api.Tests.Authorization;

/// <summary>The authorization of the whole API in one table. A new endpoint needs a row, or a place among the anonymous ones.</summary>
internal static class AccessTable
{
    private const string Tenant = "/api/tenants/{tenantId}";
    private const string Run = $"{Tenant}/runs/{{runId}}";
    private const string Relay = $"{Tenant}/relays/{{relayId:guid}}";

    private static readonly string[] Read = [ApiRoles.RunsRead];
    private static readonly string[] Start = [ApiRoles.RunsStart];
    private static readonly string[] Apply = [ApiRoles.RunsApply];
    private static readonly string[] Manage = [ApiRoles.TenantsManage];

    /// <summary>Endpoints that ask nobody who he is: they speak of no tenant, or prove the caller themselves.</summary>
    public static IReadOnlyList<string> Anonymous { get; } =
    [
        "GET /health/live",
        "GET /health/ready",
        "GET /openapi.json",
        "GET /problems/{code}",
        "GET /api/consent/return",
        "POST /api/consent/return",
        "POST /api/notifications/graph",
        "POST /api/relays",
        "POST /api/relays/{relayId:guid}/token",
        "PUT /api/relays/{relayId:guid}/uploads/{sha256:regex(^[0-9a-f]{{64}}$)}",
    ];

    public static IReadOnlyList<AccessRow> Rows { get; } =
    [
        // One's own list is always there; that it shows no other owner's is asserted with it.
        new("GET", "/api/tenants", Read, Own: 200, Pending: 200, Other: 200),
        new("GET", Tenant, Read, Own: 200, Pending: 200),
        // Another owner's tenant may be registered too, as one's own pending one.
        new("PUT", Tenant, Manage, Own: 200, Pending: 200, Other: 201, """{"name":"Changed","forests":["changed.example"]}"""),
        new("DELETE", Tenant, Manage, Own: 202, Pending: 202),
        new("GET", $"{Tenant}/consent-link", Manage, Own: 200, Pending: 200),
        new("GET", $"{Tenant}/audit", Read, Own: 200, Pending: 200),
        new("GET", $"{Tenant}/drift", Read, Own: 200, Pending: 409),
        new("GET", $"{Tenant}/licence-watch", Read, Own: 200, Pending: 409),
        new("POST", $"{Tenant}/runs", Start, Own: 202, Pending: 409, Body: """{"mode":"Check"}""") { AlsoLetIn = Apply },
        // The other tenant's writer, and one's own, goes on already.
        new("POST", $"{Tenant}/runs", Apply, Own: 409, Pending: 409, Body: """{"mode":"Apply"}""") { AlsoLetIn = Start },
        new("GET", $"{Tenant}/runs", Read, Own: 200, Pending: 409),
        new("GET", Run, Read, Own: 200, Pending: 409),
        new("GET", $"{Run}/report", Read, Own: 409, Pending: 409),
        new("POST", $"{Run}/cancel", Apply, Own: 202, Pending: 409, Body: """{"note":"Not now"}""") { AlsoLetIn = Start },
        // The run waits for nothing of the kind, so its own answer is a conflict too.
        new("POST", $"{Run}/confirmations/{{step}}", Apply, Own: 409, Pending: 409, Body: """{"by":"Ada","note":"Done"}"""),
        new("POST", $"{Run}/releases", Apply, Own: 409, Pending: 409, Body: """{"controller":"dc9.contoso.example","by":"Ada","note":"Gone"}"""),
        new("POST", $"{Run}/approvals", Apply, Own: 409, Pending: 409, Body: """{"planHash":"abc","by":"Ada","note":"Seen"}"""),
        new("POST", $"{Tenant}/relays", Manage, Own: 201, Pending: 409, Body: """{"forest":"corp.contoso.example"}"""),
        new("GET", $"{Tenant}/relays", Read, Own: 200, Pending: 409),
        // The tenants have no such relay.
        new("POST", $"{Relay}/promote", Manage, Own: 404, Pending: 409),
        new("DELETE", Relay, Manage, Own: 404, Pending: 409),
    ];
}
