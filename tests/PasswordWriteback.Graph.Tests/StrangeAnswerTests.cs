using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

/// <summary>Answers with the status 200 that are not what Graph answers: a proxy's page, other types, holes.</summary>
public sealed class StrangeAnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<html>Sign in to the guest network</html>", "text/html")]
    [InlineData("<html>Sign in to the guest network</html>", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("7", "application/json")]
    [InlineData("{\"value\":7}", "application/json")]
    [InlineData("{\"value\":{}}", "application/json")]
    [InlineData("{\"value\":\"x\"}", "application/json")]
    [InlineData("{\"value\":[null]}", "application/json")]
    [InlineData("{\"value\":[7]}", "application/json")]
    [InlineData("{\"value\":[[]]}", "application/json")]
    [InlineData("{\"value\":[{}]}", "application/json")]
    [InlineData("{\"@odata.count\":\"many\",\"value\":[]}", "application/json")]
    [InlineData("{\"responses\":[null]}", "application/json")]
    [InlineData("{\"responses\":[{}]}", "application/json")]
    [InlineData("{\"responses\":[{\"id\":0,\"status\":\"x\"}]}", "application/json")]
    [InlineData("{\"responses\":[{\"id\":\"0\",\"status\":200,\"headers\":[],\"body\":[]}]}", "application/json")]
    public async Task AnAnswer_ThatIsNotGraphs_IsUnknownAndNeverThrows(string body, string mediaType)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);
        tenant.Simulated.Change(state => state with { DelegatedPermissions = [.. state.GrantedPermissions, "OnPremDirectorySynchronization.ReadWrite.All"] });
        var (factory, graph) = AlteredAnswers.Between(tenant, (_, answer) => Task.FromResult(AlteredAnswers.WithBody(answer, body, mediaType)));
        using var owned = factory;

        var organization = await graph.ReadTenantAsync(Cancellation);
        var licences = await graph.ReadLicencesAsync(Cancellation);
        var reset = await graph.ReadSelfServiceResetAsync(Cancellation);
        var policy = await graph.SetAdministratorsMayResetAsync(administratorsMayReset: false, Cancellation);
        var flag = await graph.SetWritebackFeatureFlagAsync(on: true, Cancellation);

        Assert.All(
            new[]
            {
                organization.Organization.UnknownReason, licences.SyncedEnabledUsers.UnknownReason, licences.SyncedEnabledUsersLicensed.UnknownReason,
                reset.AdministratorsMayReset.UnknownReason, reset.WritebackFeatureFlag.UnknownReason, policy.UnknownReason, flag.UnknownReason,
            },
            Assert.NotNull);
        Assert.DoesNotContain("guest network", $"{organization} {licences} {reset} {string.Join('\n', tenant.Loggers.Lines)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswer_WithAnyPartOfItChanged_NeverThrows_AndBringsNoControlCharacters()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);
        tenant.Simulated.Change(state => state with { Audits = [Success(state)] });
        var random = new Random(9);
        var (factory, graph) = AlteredAnswers.Between(tenant, async (_, answer) =>
        {
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            return AlteredAnswers.WithBody(answer, Change(body!, random).ToJsonString());
        });
        using var owned = factory;

        for (var i = 0; i < 30; i++)
        {
            Finding[] findings =
            [
                .. TenantFindings.Judge(await graph.ReadTenantAsync(Cancellation), tenant.Time.GetUtcNow()),
                .. LicenceFindings.Judge(await graph.ReadLicencesAsync(Cancellation), tenant.Time.GetUtcNow()),
                .. SelfServiceResetFindings.Judge(await graph.ReadSelfServiceResetAsync(Cancellation), OnPremisesSigns.None, [], tenant.Time.GetUtcNow()),
            ];
            Assert.All(findings, finding => Assert.DoesNotContain($"{finding.Evidence.Summary} {finding.Remedy}", char.IsControl));
            Assert.All(findings, finding => Assert.DoesNotContain("\\u001B", finding.Evidence.Facts?.ToJsonString() ?? "", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData(200, "text/html", "was answered with text/html (200) and not by Graph")]
    [InlineData(403, "text/html", "was answered with text/html (403) and not by Graph")]
    [InlineData(502, "text/html", "Graph failed to answer GET /organization (502)")]
    [InlineData(429, "text/plain", "Graph throttled GET /organization (429)")]
    [InlineData(404, "application/json", "Graph did not accept the request GET /organization (404)")]
    public async Task AProxysPage_IsNamedAsWhatItIs(int status, string mediaType, string reason)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var (factory, graph) = AlteredAnswers.Between(tenant, (_, answer) =>
        {
            answer.StatusCode = (HttpStatusCode)status;
            return Task.FromResult(AlteredAnswers.WithBody(answer, mediaType.EndsWith("json", StringComparison.Ordinal) ? "{}" : "<html>Blocked: ask Bob</html>", mediaType));
        });
        using var owned = factory;

        var found = (await graph.ReadTenantAsync(Cancellation)).Organization.UnknownReason;

        Assert.Contains(reason, found);
        Assert.DoesNotContain("Bob", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANextPage_OnAnotherHost_IsNotFollowed()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid, reportPageSize: 1);
        tenant.Simulated.Administrator.SetResetScope(ResetScope.Selected);
        var asked = new List<Uri>();
        var (factory, graph) = AlteredAnswers.Between(tenant, async (request, answer) =>
        {
            asked.Add(request.RequestUri!);
            var body = await answer.Content.ReadAsStringAsync(Cancellation);
            return AlteredAnswers.WithBody(answer, body.Replace($"{tenant.Simulated.BaseAddress}v1.0/reports", "https://graph.attacker.example/v1.0/reports", StringComparison.Ordinal));
        });
        using var owned = factory;

        var reading = await graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Contains("lies on another host", reading.Registrations.UnknownReason);
        Assert.All(asked, address => Assert.Equal(tenant.Simulated.BaseAddress.Authority, address.Authority));
    }

    [Fact]
    public async Task RetryAfter_AsADate_IsReckonedByTheClockOfTheAnswer_NotOfThisMachine()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var skewed = tenant.Time.GetUtcNow().AddHours(-3);
        var refused = 0;
        var (factory, graph) = AlteredAnswers.Between(tenant, (_, answer) =>
        {
            if (refused++ > 0)
            {
                return Task.FromResult(answer);
            }

            answer.StatusCode = HttpStatusCode.TooManyRequests;
            answer.Headers.Date = skewed;
            answer.Headers.RetryAfter = new(skewed.AddSeconds(5));
            return Task.FromResult(AlteredAnswers.WithBody(answer, "{}"));
        });
        using var owned = factory;

        Assert.True((await graph.ReadTenantAsync(Cancellation)).Organization.IsKnown);
        Assert.InRange(Assert.Single(tenant.Pauses), TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(6.1));
    }

    [Fact]
    public async Task ARefusal_ForWantOfAnotherPermission_NamesThatOne()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var (factory, graph) = AlteredAnswers.Between(tenant, (_, answer) =>
        {
            answer.StatusCode = HttpStatusCode.Forbidden;
            return Task.FromResult(AlteredAnswers.WithBody(answer, """{"error":{"code":"Authentication_ApplicationHasNoDirectoryReadAccess","message":"m"}}"""));
        });
        using var owned = factory;

        Assert.EndsWith("the app needs the permission Directory.Read.All besides AuditLog.Read.All", (await graph.ReadSelfServiceResetAsync(Cancellation)).Audit.UnknownReason);
    }

    [Fact]
    public async Task AnErrorCode_ThatIsHostile_IsMadeFitForLogsAndReports()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var (factory, graph) = AlteredAnswers.Between(tenant, (_, answer) =>
        {
            answer.StatusCode = HttpStatusCode.BadRequest;
            return Task.FromResult(AlteredAnswers.WithBody(answer, """{"error":{"code":"a\u001b[2J\nforged line","message":"m"}}"""));
        });
        using var owned = factory;

        var reason = (await graph.ReadTenantAsync(Cancellation)).Organization.UnknownReason!;

        Assert.DoesNotContain(reason, char.IsControl);
    }

    private static SimulatedAudit Success(TenantState state)
    {
        var user = state.Users.First(user => user.Synced);
        return new SimulatedAudit(Guid.NewGuid(), DateTimeOffset.UtcNow.AddHours(-1), "Reset password (self-service)", Succeeded: true, "", user, user.UserPrincipalName);
    }

    /// <summary>Changes about one part in fifteen to something else.</summary>
    private static JsonNode Change(JsonNode node, Random random)
    {
        if (random.Next(15) == 0)
        {
            return random.Next(9) switch
            {
                0 => new JsonObject(),
                1 => new JsonArray(),
                2 => new JsonArray(null, 7, "x", new JsonObject()),
                3 => JsonValue.Create(true),
                4 => JsonValue.Create(-1),
                5 => JsonValue.Create(1e300),
                6 => JsonValue.Create("\u001b[2J<b>"),
                7 => JsonValue.Create(long.MaxValue),
                _ => JsonValue.Create(""),
            };
        }

        return node switch
        {
            JsonObject value => new JsonObject(value.Select(part => KeyValuePair.Create(
                part.Key, part.Value is null || random.Next(25) == 0 ? null : (JsonNode?)Change(part.Value, random)))),
            JsonArray rows => new JsonArray([.. rows.Select(row => row is null || random.Next(25) == 0 ? null : Change(row, random))]),
            _ => node.DeepClone(),
        };
    }
}
