using System.Text;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Api.Tests.Tenants;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Authorization;

/// <summary>Every endpoint, every role, no role, no token; own, pending and another owner's tenant.</summary>
public sealed class AuthorizationMatrixTests
{
    private const string Own = "portal-a";
    private const string Other = "portal-b";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, AccessTable.Rows.Count)];

    [Fact]
    public async Task EveryEndpoint_HasARowOrIsAnonymousOnPurpose()
    {
        await using var host = await StartAsync();
        var mapped = host.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (
                Name: $"{method} {Slashed(endpoint.RoutePattern.RawText!)}",
                Access: endpoint.Metadata.GetRequiredMetadata<EndpointAccess>()))).ToList();

        Assert.Equal(
            mapped.Where(endpoint => endpoint.Access.Roles.Count == 0).Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal),
            AccessTable.Anonymous.Order(StringComparer.Ordinal));
        Assert.Equal(
            mapped.Where(endpoint => endpoint.Access.Roles.Count > 0).Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal),
            AccessTable.Rows.Select(row => row.Endpoint).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(AccessTable.Rows, row => Assert.Equal(
            mapped.Single(endpoint => endpoint.Name == row.Endpoint).Access.Roles.Order(StringComparer.Ordinal),
            row.Roles.Concat(row.AlsoLetIn).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task CallersWithoutTheRole_AreRefusedAndLeaveNoTrace(int index)
    {
        var row = AccessTable.Rows[index];
        await using var host = await StartAsync();
        var places = await PlacesAsync(host);
        var before = StoreSnapshot.Of(host);

        foreach (var place in places)
        {
            using var nobody = host.Anonymous();
            await ExpectAsync(row, place, nobody, "no token", 401);
            using var junk = host.Anonymous();
            junk.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer junk");
            await ExpectAsync(row, place, junk, "a token that is none", 401);
            using var roleless = host.ClientWithoutRoles(Own);
            await ExpectAsync(row, place, roleless, "no role", 403);
            foreach (var role in ApiRoles.All.Except(row.Roles).Except(row.AlsoLetIn))
            {
                using var client = host.Client(Own, role, ApiRoles.TenantsAll);
                await ExpectAsync(row, place, client, role, 403);
            }

            foreach (var role in row.AlsoLetIn)
            {
                using var client = host.Client(Own, role, ApiRoles.TenantsAll);
                using var answer = await SendAsync(row, place, client);
                Assert.True((int)answer.StatusCode is 403 or 409, $"{row} with {role} at {place.Name}: {answer.StatusCode}");
            }
        }

        Assert.Equal(before, StoreSnapshot.Of(host));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task CallersWithTheRole_ReachTheirOwnTenantsOnly(int index)
    {
        var row = AccessTable.Rows[index];
        foreach (var role in row.Roles)
        {
            await using var host = await StartAsync();
            var places = await PlacesAsync(host);
            using var client = host.Client(Own, role);
            foreach (var place in places)
            {
                var before = StoreSnapshot.Of(host);
                var text = await ExpectAsync(row, place, client, role, place.Expected(row));
                if (place.Expected(row) is >= 400 || row.Method == "GET")
                {
                    Assert.True(before == StoreSnapshot.Of(host) || row.Pattern.EndsWith("consent-link", StringComparison.Ordinal), $"{row} left a trace at {place.Name}.");
                }

                Assert.DoesNotContain("Of B", text, StringComparison.Ordinal);
                Assert.DoesNotContain(Other, text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task CallersWhoSeeAllTenants_ReachAnotherOwnersTenantLikeTheirOwn(int index)
    {
        var row = AccessTable.Rows[index];
        await using var host = await StartAsync();
        var other = (await PlacesAsync(host)).Single(place => place.Name == "other");
        using var client = host.Client("operator", row.Roles[0], ApiRoles.TenantsAll);

        await ExpectAsync(row, other, client, $"{row.Roles[0]} and {ApiRoles.TenantsAll}", row.Own);
    }

    private static Task<ApiHost> StartAsync()
    {
        var options = new ApiHostOptions();
        options.Api.Consent = new ConsentOptions { ClientId = Guid.NewGuid() };
        return ApiHost.StartAsync(options);
    }

    private static async Task<IReadOnlyList<Place>> PlacesAsync(ApiHost host)
    {
        using var client = host.Client(Own);
        var own = await host.ActiveTenantAsync(Own, "Of A");
        var other = await host.ActiveTenantAsync(Other, "Of B");
        var pending = await client.RegisterAsync("Pending of A");
        return
        [
            new("own", own, await ApplyAsync(host, own), row => row.Own),
            new("pending", pending, Guid.NewGuid().ToString("N"), row => row.Pending),
            new("other", other, await ApplyAsync(host, other), row => row.Other),
        ];
    }

    private static async Task<string> ApplyAsync(ApiHost host, Guid tenant)
    {
        var run = Guid.NewGuid().ToString("N");
        await host.Get<RunStore>().StartAsync(
            TenantScope.Everyone, new NewRun(run, tenant, RunMode.Apply, RunTrigger.Request, "somebody"), Cancellation);
        await host.Engine.StartAsync(run, new RunInput(tenant, RunMode.Apply), Cancellation);
        await host.Get<RunStore>().MarkRunningAsync(run, Cancellation);
        return run;
    }

    private static async Task<string> ExpectAsync(AccessRow row, Place place, HttpClient client, string who, int expected)
    {
        using var answer = await SendAsync(row, place, client);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)answer.StatusCode == expected, $"{row} with {who} at {place.Name}: {(int)answer.StatusCode}, not {expected}. {text}");
        return text;
    }

    private static async Task<HttpResponseMessage> SendAsync(AccessRow row, Place place, HttpClient client)
    {
        var path = row.Pattern
            .Replace("{tenantId}", $"{place.Tenant}", StringComparison.Ordinal)
            .Replace("{runId}", place.Run, StringComparison.Ordinal)
            .Replace("{relayId:guid}", $"{Guid.NewGuid()}", StringComparison.Ordinal)
            .Replace("{step}", PersonStepNames.ResetScope, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
        request.Content = row.Body is null ? null : new StringContent(row.Body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, Cancellation);
    }

    private static string Slashed(string pattern) => $"/{pattern.Trim('/')}";

    private sealed record Place(string Name, Guid Tenant, string Run, Func<AccessRow, int> Expected);
}
