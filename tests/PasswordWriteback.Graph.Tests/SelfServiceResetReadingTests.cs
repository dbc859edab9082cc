using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class SelfServiceResetReadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ResetScope.None)]
    [InlineData(ResetScope.Selected)]
    [InlineData(ResetScope.All)]
    public async Task ReadSelfServiceReset_ScopeSetInThePortal_IsInferredFromTheReport(ResetScope scope)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Administrator.SetResetScope(scope);

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Equal(Reading.Known(scope), ResetScopeInference.Infer(reading.Registrations));
        Assert.Equal(tenant.Time.GetUtcNow(), reading.Registrations.Value!.AsOf);
    }

    [Fact]
    public async Task ReadSelfServiceReset_AdministratorsFillTheFirstPages_PagesToTheFirstMember()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid, reportPageSize: 1);
        tenant.Simulated.Administrator.SetResetScope(ResetScope.Selected);

        var report = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Registrations.Value!;

        Assert.Equal(new RegistrationQuery(MemberFound: true, Exhausted: true, Pages: 3, Administrators: 2, Guests: 0), report.Enabled);
    }

    [Fact]
    public async Task ReadSelfServiceReset_MemberFromAnotherTenant_ProvesNothing_LikeAGuest()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with
        {
            Users =
            [
                .. state.Users.Select(user => user with { InResetGroup = false }),
                new SimulatedUser(Guid.NewGuid(), "kim_fabrikam.example#EXT#@contoso.onmicrosoft.com", "Kim", Synced: false, InResetGroup: true),
            ],
        });
        tenant.Simulated.Administrator.SetResetScope(ResetScope.Selected);

        var report = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Registrations;

        Assert.Equal(1, report.Value!.Enabled.Guests);
        Assert.Equal(Reading.Known(ResetScope.None), ResetScopeInference.Infer(report));
    }

    [Fact]
    public async Task ReadSelfServiceReset_MoreAdministratorsThanTheCap_LeavesTheScopeUnknown()
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        state = state with { Users = [.. state.Users.Select(user => user with { IsAdmin = user.Synced && user.Enabled })] };
        await using var tenant = await TenantUnderTest.StartAsync(state, time, reportPageSize: 10);
        tenant.Simulated.Administrator.SetResetScope(ResetScope.All);

        var report = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Registrations;

        Assert.Equal(new RegistrationQuery(MemberFound: false, Exhausted: false, Pages: 3, Administrators: 30, Guests: 0), report.Value!.Enabled);
        Assert.False(ResetScopeInference.Infer(report).IsKnown);
    }

    [Fact]
    public async Task ReadSelfServiceReset_TenantWithoutPremium_SaysWhyTheReportIsNotServed()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.BusinessStandard);

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Contains("only to tenants with Entra ID P1 or P2", reading.Registrations.UnknownReason);
    }

    [Fact]
    public async Task ReadSelfServiceReset_OfANationalCloud_NamesItsAdminCenter()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.GccHigh);
        var graph = tenant.Factory.Create(
            tenant.Simulated.TenantId,
            tenant.Cloud with { AdminCenter = GraphCloud.UsGov.AdminCenter },
            new ClientSecretTenantCredential(tenant.Simulated.ClientId, tenant.Simulated.ClientSecret));

        Assert.Equal("https://entra.microsoft.us/", (await graph.ReadSelfServiceResetAsync(Cancellation)).AdminCenter?.ToString());
        Assert.Null((await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).AdminCenter);
    }

    [Fact]
    public async Task ReadSelfServiceReset_PolicyForAdministrators_IsRead()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with { AdministratorsMayReset = false });

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Equal(Reading.Known(false), reading.AdministratorsMayReset);
    }

    [Fact]
    public async Task ReadSelfServiceReset_ByAnAppAlone_DoesNotEvenAskForTheDelegatedFlag()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Contains("OnPremDirectorySynchronization.Read.All, delegated", reading.WritebackFeatureFlag.UnknownReason);
        Assert.DoesNotContain(tenant.Simulated.Requests, request => request.PathAndQuery.Contains("onPremisesSynchronization", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadSelfServiceReset_CanaryResetByTheAdministrator_IsSeenInTheAuditLog()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Administrator.EnableOnPremisesIntegration();
        await tenant.Simulated.Administrator.ResetPasswordAsync(TenantProfiles.Canary, (_, _) => Task.FromResult(true), Cancellation);

        var audit = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Audit.Value!;

        Assert.Equal(tenant.Time.GetUtcNow(), audit.LastSuccess);
        Assert.Equal("Reset password (by admin)", audit.LastActivity);
        Assert.Null(audit.LastSelfService);
        Assert.Equal(1, audit.UsersWritten);
    }

    [Fact]
    public async Task ReadSelfServiceReset_EventsThatProveNothing_AreLeftOut()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var now = tenant.Time.GetUtcNow();
        var users = tenant.Simulated.State.Users;
        var synced = users.First(user => user is { Synced: true, Enabled: true });
        var cloudOnly = users.First(user => !user.Synced);
        Add("Reset password (self-service)", succeeded: true, cloudOnly, now.AddHours(-1));
        Add("Reset password (self-service)", succeeded: false, synced, now.AddHours(-2));
        Add("Self-service password reset flow activity progress", succeeded: true, synced, now.AddHours(-3));
        Add("Reset password (self-service)", succeeded: true, synced, now.AddDays(-31));

        var audit = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Audit.Value!;

        Assert.Null(audit.LastSuccess);
        Assert.Equal(2, audit.EventsRead);

        Add("Change password (self-service)", succeeded: true, synced, now.AddHours(-4));
        audit = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Audit.Value!;
        Assert.Equal((now.AddHours(-4), null), (audit.LastSuccess, audit.LastSelfService));

        void Add(string activity, bool succeeded, SimulatedUser target, DateTimeOffset at) =>
            tenant.Simulated.Change(state => state with
            {
                Audits = state.Audits.Add(new SimulatedAudit(Guid.NewGuid(), at, activity, succeeded, "", target, target.UserPrincipalName)),
            });
    }

    [Fact]
    public async Task Judge_BeforeAndAfterThePersonsSteps_TurnsFromActionRequiredToMet()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        Assert.Equal(
            [FindingStatus.ActionRequired, FindingStatus.ActionRequired, FindingStatus.Met, FindingStatus.NotApplicable],
            await JudgeAsync());

        var person = tenant.Simulated.Administrator;
        person.SetResetScope(ResetScope.All);
        person.EnableOnPremisesIntegration();
        await person.ResetPasswordAsync(TenantProfiles.Canary, (_, _) => Task.FromResult(true), Cancellation);

        Assert.Equal(
            [FindingStatus.Met, FindingStatus.Met, FindingStatus.Met, FindingStatus.NotApplicable],
            await JudgeAsync());

        async Task<IEnumerable<FindingStatus>> JudgeAsync() => SelfServiceResetFindings
            .Judge(await tenant.Graph.ReadSelfServiceResetAsync(Cancellation), OnPremisesSigns.None, [], tenant.Time.GetUtcNow())
            .Select(finding => finding.Status);
    }

    [Fact]
    public async Task WholeCheck_OfOneTenant_StaysWithinTwelveRequests()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Administrator.EnableOnPremisesIntegration();
        await tenant.Simulated.Administrator.ResetPasswordAsync(TenantProfiles.Canary, (_, _) => Task.FromResult(true), Cancellation);

        var cost = await CheckAsync(tenant);

        Assert.Equal(4, tenant.GraphRequests(inBatch: false));
        Assert.Equal(new GraphCost(Requests: 4, Calls: 10, tenant.Simulated.ResourceUnits), cost);
        Assert.InRange(cost.ResourceUnits, 1, 40);
    }

    [Fact]
    public async Task WholeCheck_AtItsDearest_StaysWithinTwelveRequestsAndFortyUnits()
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        state = state with
        {
            // Nobody but administrators, half of them in each of the two queries: every page up to the cap is read.
            Users = [.. state.Users.Select(user => user with { IsAdmin = user.Synced })],
            GrantedPermissions = state.GrantedPermissions.Add("DirectoryRecommendations.Read.All"),
        };
        await using var tenant = await TenantUnderTest.StartAsync(state, time, reportPageSize: 5);
        tenant.Simulated.Administrator.EnableOnPremisesIntegration();
        await tenant.Simulated.Administrator.ResetPasswordAsync(TenantProfiles.Canary, (_, _) => Task.FromResult(true), Cancellation);

        var cost = await CheckAsync(tenant);

        Assert.Equal(tenant.GraphRequests(inBatch: false), cost.Requests);
        Assert.InRange(cost.Requests, 7, 12);
        Assert.InRange(cost.ResourceUnits, 1, 40);
    }

    private static async Task<GraphCost> CheckAsync(TenantUnderTest tenant) =>
        GraphCost.None
        + (await tenant.Graph.ReadTenantAsync(Cancellation)).Cost
        + (await tenant.Graph.ReadLicencesAsync(Cancellation)).Cost
        + (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Cost;
}
