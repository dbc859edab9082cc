using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Tenants;

public sealed class TenantListTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_ShowEachTenantOnceInOrder()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        string[] names = ["Echo", "alpha", "Delta", "bravo", "Charlie"];
        foreach (var name in names)
        {
            await client.RegisterAsync(name);
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await client.GetJsonAsync($"/api/tenants?pageSize=2&sort=Name{(token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}")}");
            Assert.Equal(5, (int)page["total"]!);
            seen.AddRange(Names(page));
            token = (string?)page["nextPageToken"];
        }
        while (token is not null);

        Assert.Equal(["alpha", "bravo", "Charlie", "Delta", "Echo"], seen);
    }

    [Fact]
    public async Task Filters_NarrowTheList()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        await client.RegisterAsync("Pending north");
        await host.ActiveTenantAsync(name: "Active north");
        await host.ActiveTenantAsync(name: "Active south");

        Assert.Equal(["Active north"], Names(await client.GetJsonAsync("/api/tenants?state=Active&name=NORTH")));
        Assert.Equal(["Pending north"], Names(await client.GetJsonAsync("/api/tenants?state=Pending")));
        Assert.Equal(["Pending north", "Active south", "Active north"], Names(await client.GetJsonAsync("/api/tenants?descending=true")));
        Assert.Empty(Names(await client.GetJsonAsync("/api/tenants?verdict=Compliant")));
    }

    [Fact]
    public async Task OnlyOwnTenants_AreListed_UnlessTheCallerSeesAll()
    {
        await using var host = await ApiHost.StartAsync();
        await host.ActiveTenantAsync("portal-a", "Of A");
        await host.ActiveTenantAsync("portal-b", "Of B");
        using var a = host.Client("portal-a");
        using var all = host.Client("operator", ApiRoles.RunsRead, ApiRoles.TenantsAll);

        Assert.Equal(["Of A"], Names(await a.GetJsonAsync("/api/tenants")));
        Assert.Equal(["Of A", "Of B"], Names(await all.GetJsonAsync("/api/tenants")));
    }

    [Theory]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=201", "pageSize")]
    [InlineData("pageSize=x", "pageSize")]
    [InlineData("state=active", "state")]
    [InlineData("state=1", "state")]
    [InlineData("verdict=Fine", "verdict")]
    [InlineData("sort=Owner", "sort")]
    [InlineData("descending=maybe", "descending")]
    [InlineData("pageToken=AAAA", "pageToken")]
    [InlineData("name=%00", "name")]
    public async Task AWrongParameter_IsNamed(string query, string parameter)
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/api/tenants?{query}", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await answer.IsProblemAsync("parameter-invalid", parameter);
    }

    [Fact]
    public async Task APageToken_OfAnotherQuery_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = host.Client();
        await client.RegisterAsync("One");
        await client.RegisterAsync("Two");
        var token = (string?)(await client.GetJsonAsync("/api/tenants?pageSize=1"))["nextPageToken"];

        using var answer = await client.GetAsync($"/api/tenants?pageSize=1&descending=true&pageToken={Uri.EscapeDataString(token!)}", Cancellation);

        await answer.IsProblemAsync("parameter-invalid", "pageToken");
    }

    private static IEnumerable<string> Names(JsonObject page) => page["items"]!.AsArray().Select(item => (string)item!["name"]!);
}
