using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.OpenApi;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Requests;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Relays;

/// <summary>A tenant's relays, for the portal: codes, list, promotion, revocation.</summary>
internal static class RelayEndpoints
{
    private const int MaxNoteLength = 300;
    private const string Path = $"/{{{TenantId.Parameter}}}/relays";

    /// <summary>Adds them below <c>/api/tenants</c>.</summary>
    public static void Map(RouteGroupBuilder tenants)
    {
        tenants.MapPost(Path, IssueCodeAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("IssueRelayCode", "Makes a code with which one relay enrols, once, for 15 minutes.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RelayProblems.ForestNotFound, RelayProblems.TooMany, RelayProblems.AddressUnknown);
        tenants.MapGet(Path, ListAsync).RequireRole(ApiRoles.RunsRead)
            .Describe("ListRelays", "Lists a tenant's relays with what is wrong with them.")
            .MayAnswer(TenantProblems.Pending);
        tenants.MapPost($"{Path}/{{relayId:guid}}/promote", PromoteAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("PromoteRelay", "Makes a standby relay the one that commands of its forest go to.")
            .MayAnswer(TenantProblems.Pending, TenantProblems.Deleting, RelayProblems.NotFound, RelayProblems.Revoked);
        tenants.MapDelete($"{Path}/{{relayId:guid}}", RevokeAsync).RequireRole(ApiRoles.TenantsManage)
            .Describe("RevokeRelay", "Revokes a relay for good; runs that wait for it are told.")
            .MayAnswer(TenantProblems.Pending, RelayProblems.NotFound, RelayProblems.QueueUnavailable);
    }

    private static async Task<Created<RelayCodeView>> IssueCodeAsync(
        Caller caller,
        TenantId tenantId,
        JsonBody<RelayCodeBody> body,
        TenantStore tenants,
        RelayStore relays,
        RelayAddress address,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var note = body.Value.Note ?? "";
        if (note.Length > MaxNoteLength || note.Any(char.IsControl))
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.FieldInvalid, $"A note has at most {MaxNoteLength} characters and no control characters.", "$.note"));
        }

        // Before the code is stored: one that cannot be shown would count for nothing.
        var root = address.Of(http);
        var code = EnrolmentCode.Create();
        var expiresAt = time.GetUtcNow() + EnrolmentCode.Lifetime;
        var outcome = await relays.IssueCodeAsync(
            caller.Scope, tenantId.Value, new RelayCode(EnrolmentCode.Hash(code), body.Value.Forest, note, expiresAt), caller.Subject, cancellationToken).ConfigureAwait(false);
        if (outcome != RelayCodeOutcome.Issued)
        {
            throw new ApiProblemException(Refusal(outcome, tenantId.Value, body.Value.Forest));
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/tenants/{tenantId.Value}/relays",
            new RelayCodeView(code, expiresAt, $"relay enroll --url {root.ToString().TrimEnd('/')} --code {code}"));
    }

    private static async Task<Ok<RelayListView>> ListAsync(
        Caller caller, TenantId tenantId, TenantStore tenants, RelayStore relays, IRelayQueues queues, TimeProvider time, CancellationToken cancellationToken)
    {
        await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var items = await relays.ListAsync(caller.Scope, tenantId.Value, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new RelayListView([.. items.Select(relay => RelayView.Of(relay, queues, time.GetUtcNow()))]));
    }

    private static async Task<Ok<RelayView>> PromoteAsync(
        Caller caller, TenantId tenantId, Guid relayId, TenantStore tenants, RelayStore relays, IRelayQueues queues, TimeProvider time, CancellationToken cancellationToken)
    {
        await tenants.GetActiveAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        var outcome = await relays.PromoteAsync(caller.Scope, tenantId.Value, relayId, caller.Subject, cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            RelayPromotion.NoRelay => throw NotFound(relayId),
            RelayPromotion.Revoked => throw new ApiProblemException(ApiProblem.Of(
                RelayProblems.Revoked, "A revoked relay does not come back. Enrol one anew with a new code.", nameof(relayId), $"/api/tenants/{tenantId.Value}/relays")),
            _ => TypedResults.Ok(RelayView.Of(await relays.FindAsync(relayId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(relayId), queues, time.GetUtcNow())),
        };
    }

    private static async Task<Ok<RelayView>> RevokeAsync(
        Caller caller, TenantId tenantId, Guid relayId, TenantStore tenants, RelayRevocation revocation, IRelayQueues queues, TimeProvider time, CancellationToken cancellationToken)
    {
        await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(RelayView.Of(
            await revocation.RevokeAsync(caller.Scope, tenantId.Value, relayId, caller.Subject, cancellationToken).ConfigureAwait(false) ?? throw NotFound(relayId), queues, time.GetUtcNow()));
    }

    private static ApiProblemException NotFound(Guid relayId) => new(ApiProblem.Of(
        RelayProblems.NotFound, $"The tenant has no relay {relayId}. GET its relays to see which it has.", nameof(relayId)));

    private static ApiProblem Refusal(RelayCodeOutcome outcome, Guid tenantId, string forest) => outcome switch
    {
        RelayCodeOutcome.NoForest => ApiProblem.Of(
            RelayProblems.ForestNotFound, $"The tenant's record has no forest '{forest}'. Name its forests with PUT first.", "$.forest", $"/api/tenants/{tenantId}"),
        RelayCodeOutcome.TooMany => ApiProblem.Of(
            RelayProblems.TooMany, $"A tenant gets {RelayStore.CodesPerHour} codes within an hour.") with { RetryAfter = TimeSpan.FromMinutes(10) },
        RelayCodeOutcome.NotActive => ApiProblem.Of(TenantProblems.Pending, "The tenant is not active any more."),
        _ => TenantLookup.NotFound(tenantId),
    };
}
