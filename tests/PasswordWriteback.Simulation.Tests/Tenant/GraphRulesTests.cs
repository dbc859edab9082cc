using System.Net.Http.Headers;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class GraphRulesTests
{
    private static readonly string HasP1 = Uri.EscapeDataString($"assignedPlans/any(p:p/servicePlanId eq {ServicePlans.EntraIdP1} and p/capabilityStatus eq 'Enabled')");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("not-a-token")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJEaXJlY3RvcnkuUmVhZC5BbGwiXX0.")]
    public async Task Graph_WithoutAValidToken_Answers401(string? token)
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        client.Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        var (status, body) = await client.GetAsync("/v1.0/organization");

        Assert.Equal(401, status);
        Assert.Equal("InvalidAuthenticationToken", (string?)body["error"]!["code"]);
    }

    [Fact]
    public async Task Graph_TokenOfAnotherSimulatedTenant_Answers401()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        await using var other = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        client.Http.DefaultRequestHeaders.Authorization = other.Http.DefaultRequestHeaders.Authorization;

        Assert.Equal(401, (await client.GetAsync("/v1.0/organization")).Status);
    }

    [Theory]
    [InlineData("/v1.0/organization")]
    [InlineData("/v1.0/subscribedSkus")]
    [InlineData("/v1.0/users")]
    [InlineData("/v1.0/users/$count")]
    [InlineData("/v1.0/reports/authenticationMethods/userRegistrationDetails")]
    [InlineData("/v1.0/policies/authorizationPolicy")]
    [InlineData("/v1.0/auditLogs/directoryAudits")]
    public async Task Graph_WithoutThePermission_Answers403(string route)
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.Forbidden);

        var (status, body) = await client.GetAsync(route, eventual: true);

        Assert.Equal(403, status);
        Assert.Equal("Authorization_RequestDenied", (string?)body["error"]!["code"]);
    }

    [Fact]
    public async Task OnPremisesSynchronization_AskedByAnApp_Answers403WhateverItHolds()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        client.Tenant.Change(state => state with { GrantedPermissions = ["OnPremDirectorySynchronization.ReadWrite.All", "Directory.ReadWrite.All"] });
        await client.SignInAsync();

        Assert.Equal(403, (await client.GetAsync("/v1.0/directory/onPremisesSynchronization")).Status);
    }

    [Fact]
    public async Task Graph_RouteThatIsNotServed_Answers404()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        Assert.Equal(404, (await client.GetAsync("/v1.0/groups")).Status);
    }

    [Fact]
    public async Task Count_WithoutConsistencyLevel_Answers400()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        var (status, body) = await client.GetAsync($"/v1.0/users/$count?$filter={HasP1}");

        Assert.Equal(400, status);
        Assert.Equal("Request_BadRequest", (string?)body["error"]!["code"]);
        Assert.Equal("$count is not currently supported.", (string?)body["error"]!["message"]);
    }

    [Theory]
    [InlineData("", "87")]
    [InlineData("onPremisesSyncEnabled eq true", "84")]
    [InlineData("onPremisesSyncEnabled eq true and accountEnabled eq true", "80")]
    [InlineData("not(onPremisesSyncEnabled eq true)", "3")]
    [InlineData("userType eq 'Guest' or userPrincipalName eq 'wanda.kanari@contoso.example'", "2")]
    public async Task Count_WithAFilter_CountsWhatMatches(string filter, string expected)
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        var (status, body) = await client.GetAsync($"/v1.0/users/$count?$filter={Uri.EscapeDataString(filter)}", eventual: true);

        Assert.Equal(200, status);
        Assert.Equal(expected, (string?)body["text"]);
    }

    [Theory]
    [InlineData("assignedPlans/any(p:p/capabilityStatus eq 'Enabled'")]
    [InlineData("accountEnabled is true")]
    [InlineData("accountEnabled eq true trailing")]
    [InlineData("displayName eq 'no end")]
    [InlineData("assignedPlans/any(p:q/capabilityStatus eq 'Enabled')")]
    public async Task Filter_ThatIsNotUnderstood_Answers400(string filter)
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        Assert.Equal(400, (await client.GetAsync($"/v1.0/users/$count?$filter={Uri.EscapeDataString(filter)}", eventual: true)).Status);
    }

    [Theory]
    [InlineData("/v1.0/users", "shoeSize eq 44")]
    [InlineData("/v1.0/users/$count", "shoeSize eq 44")]
    [InlineData("/v1.0/users", "assignedLicences/any(p:p/skuId eq 1)")]
    [InlineData("/v1.0/auditLogs/directoryAudits", "result eq 'success'")]
    [InlineData("/v1.0/auditLogs/directoryAudits", "shoeSize eq 44")]
    [InlineData("/beta/directory/recommendations", "shoeSize eq 44")]
    public async Task Filter_ByAPropertyThatCannotBeFilteredBy_Answers400(string route, string filter)
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.AppOnlyRights);

        Assert.Equal(400, (await client.GetAsync($"{route}?$filter={Uri.EscapeDataString(filter)}", eventual: true)).Status);
    }

    [Fact]
    public async Task Count_OfALargeTenant_CountsThoseThatNoListNames()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.Users500K);

        Assert.Equal("500007", (string?)(await client.GetAsync("/v1.0/users/$count", eventual: true)).Body["text"]);
        Assert.Equal(499_998, (int?)(await client.GetAsync("/v1.0/subscribedSkus")).Body["value"]![0]!["consumedUnits"]);
    }

    [Fact]
    public async Task Audits_MoreThanAPage_HaveANextLinkThatLeadsToTheRest()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.StaleReport);
        client.Tenant.Change(state => state with { Audits = [.. Enumerable.Range(0, 5).Select(index => state.Audits[0] with { Id = Guid.NewGuid(), At = state.Audits[0].At.AddMinutes(-index) })] });

        var first = (await client.GetAsync("/v1.0/auditLogs/directoryAudits?$top=3")).Body;
        var rest = (await client.GetAsync(new Uri((string)first["@odata.nextLink"]!).PathAndQuery)).Body;

        Assert.Equal((3, 2, null), (first["value"]!.AsArray().Count, rest["value"]!.AsArray().Count, rest["@odata.nextLink"]));
        Assert.Empty(first["value"]!.AsArray().Select(row => (string)row!["id"]!).Intersect(rest["value"]!.AsArray().Select(row => (string)row!["id"]!)));
    }

    [Fact]
    public async Task Users_FilteredByAssignedPlans_NeedTheAdvancedIndex()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        var plain = await client.GetAsync($"/v1.0/users?$filter={HasP1}");
        var withoutCount = await client.GetAsync($"/v1.0/users?$filter={HasP1}", eventual: true);
        var advanced = await client.GetAsync($"/v1.0/users?$filter={HasP1}&$count=true", eventual: true);

        Assert.Equal([400, 400, 200], [plain.Status, withoutCount.Status, advanced.Status]);
        Assert.Equal("Request_UnsupportedQuery", (string?)plain.Body["error"]!["code"]);
    }

    [Fact]
    public async Task Select_NamesWhatIsReturned_AndAnUnknownNameAnswers400()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        var (_, body) = await client.GetAsync("/v1.0/subscribedSkus?$select=skuId,capabilityStatus");
        var sku = Assert.Single(body["value"]!.AsArray())!.AsObject();

        Assert.Equal(["skuId", "capabilityStatus"], sku.Select(property => property.Key));
        Assert.Equal(400, (await client.GetAsync("/v1.0/subscribedSkus?$select=price")).Status);
    }

    [Fact]
    public async Task RegistrationReport_FilteredByIsAdmin_Answers400()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);

        Assert.Equal(400, (await client.GetAsync("/v1.0/reports/authenticationMethods/userRegistrationDetails?$filter=isAdmin%20eq%20false")).Status);
    }

    [Fact]
    public async Task Answers_CarryARequestId_AndEchoTheClients()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        client.Http.DefaultRequestHeaders.Add("client-request-id", "mine");

        using var answer = await client.Http.GetAsync("/v1.0/organization", Cancellation);

        Assert.True(Guid.TryParse(answer.Headers.GetValues("request-id").Single(), out _));
        Assert.Equal("mine", answer.Headers.GetValues("client-request-id").Single());
    }

    [Fact]
    public async Task Fault_Throttled_StrikesAsOftenAsAskedWithRetryAfter()
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        client.Tenant.Inject(new TenantFault("/organization", TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 7));

        using var first = await client.Http.GetAsync("/v1.0/organization", Cancellation);
        using var second = await client.Http.GetAsync("/v1.0/organization", Cancellation);

        Assert.Equal([429, 200], [(int)first.StatusCode, (int)second.StatusCode]);
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter!.Delta);
    }
}
