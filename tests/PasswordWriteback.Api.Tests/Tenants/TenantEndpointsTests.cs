using System.Net;
using System.Net.Http.Json;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;
using static PasswordWriteback.Api.Tests.Tenants.TenantCalls;

namespace PasswordWriteback.Api.Tests.Tenants;

public sealed class TenantEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_ANewTenant_IsCreatedPending()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = Guid.NewGuid();

        using var answer = await client.PutTenantAsync(tenant, Body("Contoso", "Corp.Contoso.Example", "lab"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Path(tenant), answer.Headers.Location!.OriginalString);
        var shown = await client.GetJsonAsync(Path(tenant));
        Assert.Equal((await answer.ReadAsync()).ToJsonString(), shown.ToJsonString());
        Assert.Equal(("Pending", "portal-a", "Contoso", 24), ((string?)shown["state"], (string?)shown["owner"], (string?)shown["name"], (int)shown["checkIntervalHours"]!));
        Assert.Equal(["corp.contoso.example", "lab"], shown["forests"]!.AsArray().Select(forest => (string?)forest));
        Assert.False(shown.ContainsKey("nextCheckAt"));
        Assert.Equal(["TenantRegistered"], await client.AuditAsync(tenant));
    }

    [Fact]
    public async Task Put_AKnownTenant_ReplacesWhatIsSaid()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await client.RegisterAsync();
        var body = Body("Fabrikam", "fabrikam.example");
        body["checkIntervalHours"] = 720;
        body["minimumPasswordAgeZero"] = true;

        using var answer = await client.PutTenantAsync(tenant, body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shown = await client.GetJsonAsync(Path(tenant));
        Assert.Equal(("Fabrikam", 720, true), ((string?)shown["name"], (int)shown["checkIntervalHours"]!, (bool)shown["minimumPasswordAgeZero"]!));
        Assert.Equal(["TenantChanged", "TenantRegistered"], await client.AuditAsync(tenant));
    }

    [Fact]
    public async Task Put_WithTheETagOfAnOlderVersion_ChangesNothing()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await client.RegisterAsync();
        using var read = await client.GetAsync(Path(tenant), Cancellation);
        var etag = read.Headers.ETag!.Tag;
        (await PutIfAsync(client, tenant, "Second", etag)).Dispose();

        using var late = await PutIfAsync(client, tenant, "Third", etag);

        await late.IsProblemAsync("version-conflict");
        Assert.Equal("Second", (string?)(await client.GetJsonAsync(Path(tenant)))["name"]);
    }

    [Fact]
    public async Task Put_OfTwoWithTheSameETag_OneWins()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = await client.RegisterAsync();
        using var read = await client.GetAsync(Path(tenant), Cancellation);
        var etag = read.Headers.ETag!.Tag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PutIfAsync(client, tenant, $"Name {i}", etag)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("If-Match", "*", false, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "\"3\"", false, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-None-Match", "*", false, HttpStatusCode.Created)]
    [InlineData("If-Match", "*", true, HttpStatusCode.OK)]
    [InlineData("If-None-Match", "*", true, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "abc", true, HttpStatusCode.BadRequest)]
    [InlineData("If-Match", "\"1\", \"2\"", true, HttpStatusCode.BadRequest)]
    public async Task Put_WithACondition_IsDoneOnlyIfItIsMet(string header, string value, bool known, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        var tenant = known ? await client.RegisterAsync() : Guid.NewGuid();
        using var request = new HttpRequestMessage(HttpMethod.Put, Path(tenant)) { Content = JsonContent.Create(Body("Changed")) };
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await client.SendAsync(request, Cancellation);

        Assert.Equal(expected, answer.StatusCode);
        if (!answer.IsSuccessStatusCode)
        {
            await answer.IsProblemAsync(expected == HttpStatusCode.PreconditionFailed ? "version-conflict" : "parameter-invalid", header);
        }

        var page = await client.GetJsonAsync("/api/tenants");
        Assert.Equal(
            answer.IsSuccessStatusCode ? ["Changed"] : known ? ["Contoso"] : Array.Empty<string>(),
            page["items"]!.AsArray().Select(item => (string)item!["name"]!));
    }

    [Fact]
    public async Task AnotherOwnersTenant_IsAnsweredLikeAnUnknownOne()
    {
        await using var host = await ApiHost.StartAsync();
        var tenant = await host.ActiveTenantAsync("portal-b");
        using var client = host.Client("portal-a");

        using var others = await client.GetAsync(Path(tenant), Cancellation);
        using var unknown = await client.GetAsync(Path(Guid.Empty), Cancellation);
        using var deleted = await client.DeleteAsync(Path(tenant), Cancellation);

        var problem = await others.IsProblemAsync("tenant-not-found");
        Assert.DoesNotContain("portal-b", problem.ToJsonString(), StringComparison.Ordinal);
        await unknown.IsProblemAsync("tenant-id-invalid", "tenantId");
        await deleted.IsProblemAsync("tenant-not-found");
        using var owner = host.Client("portal-b");
        Assert.Equal("Active", (string?)(await owner.GetJsonAsync(Path(tenant)))["state"]);
    }

    [Fact]
    public async Task TwoOwners_MayHaveTheSameTenantPending()
    {
        await using var host = await ApiHost.StartAsync();
        using var a = host.Client("portal-a");
        using var b = host.Client("portal-b");
        var tenant = await a.RegisterAsync("Seen by A");

        using var answer = await b.PutTenantAsync(tenant, Body("Seen by B"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("Seen by A", (string?)(await a.GetJsonAsync(Path(tenant)))["name"]);
        Assert.Equal("Seen by B", (string?)(await b.GetJsonAsync(Path(tenant)))["name"]);
    }

    [Fact]
    public async Task ACallerWhoSeesAll_ChangesTheRecordAndLeavesItItsOwner()
    {
        await using var host = await ApiHost.StartAsync();
        var tenant = await host.ActiveTenantAsync("portal-b");
        using var all = host.Client("operator", ApiRoles.TenantsManage, ApiRoles.TenantsAll, ApiRoles.RunsRead);

        using var answer = await all.PutTenantAsync(tenant, Body("Renamed"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var owner = host.Client("portal-b");
        var shown = await owner.GetJsonAsync(Path(tenant));
        Assert.Equal(("Renamed", "portal-b", "Active"), ((string?)shown["name"], (string?)shown["owner"], (string?)shown["state"]));
    }

    private static async Task<HttpResponseMessage> PutIfAsync(HttpClient client, Guid tenant, string name, string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path(tenant)) { Content = JsonContent.Create(Body(name)) };
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await client.SendAsync(request, Cancellation);
    }
}
