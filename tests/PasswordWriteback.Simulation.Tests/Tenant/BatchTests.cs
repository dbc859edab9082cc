using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class BatchTests
{
    [Fact]
    public async Task ABatch_AnswersEachRequestByItself_WithItsOwnStatusAndHeaders()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        client.Tenant.Inject(new TenantFault("/organization", TenantFaultKind.Throttled, RetryAfterSeconds: 3));

        var (status, body) = await client.PostAsync("/v1.0/$batch", Batch(
            "/organization", "/subscribedSkus?$select=skuId", "/nothing", "/users?$filter=assignedPlans/any(p:p/servicePlanId eq 1)"));

        Assert.Equal(200, status);
        var answers = body["responses"]!.AsArray().ToDictionary(answer => (string)answer!["id"]!, answer => answer!);
        Assert.Equal([429, 200, 404, 400], Enumerable.Range(0, 4).Select(id => (int)answers[$"{id}"]["status"]!));
        Assert.Equal("3", (string?)answers["0"]["headers"]!["Retry-After"]);
        Assert.Equal("2", (string?)answers["1"]["headers"]!["x-ms-resource-unit"]);
        Assert.Equal("Request_UnsupportedQuery", (string?)answers["3"]["body"]!["error"]!["code"]);
    }

    [Fact]
    public async Task ABatch_OfTwentyOne_IsRefused()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        var (status, _) = await client.PostAsync("/v1.0/$batch", Batch([.. Enumerable.Repeat("/organization", 21)]));

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task ABatch_WithSomethingElseThanRequestsInIt_IsRefused()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        Assert.Equal(400, (await client.PostAsync("/v1.0/$batch", new JsonObject { ["requests"] = new JsonArray(null, "x") })).Status);
    }

    [Fact]
    public async Task ABatch_WithoutAToken_IsRefusedAsAWhole()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        client.Tenant.RevokeTokens();

        Assert.Equal(401, (await client.PostAsync("/v1.0/$batch", Batch("/organization"))).Status);
    }

    [Fact]
    public async Task Count_WithoutTheHeader_IsIgnored()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        Assert.Null((await client.GetAsync("/v1.0/users?$count=true&$top=1")).Body["@odata.count"]);
        Assert.Equal(87, (int?)(await client.GetAsync("/v1.0/users?$count=true&$top=1", eventual: true)).Body["@odata.count"]);
    }

    [Fact]
    public async Task Reports_AreServedFiveTimesInTenSeconds()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            statuses.Add((await client.GetAsync("/v1.0/auditLogs/directoryAudits")).Status);
        }

        Assert.Equal([200, 200, 200, 200, 200, 429], statuses);
    }

    private static JsonObject Batch(params string[] urls) => new()
    {
        ["requests"] = new JsonArray([.. urls.Select((url, id) => (JsonNode)new JsonObject { ["id"] = $"{id}", ["method"] = "GET", ["url"] = url })]),
    };
}
