using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class LicenceReadingTests
{
    private static readonly Guid E5SecurityId = new("26124093-3d78-432b-b5dc-48bf992543d5");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadLicences_E3Tenant_ReadsPlansAndBothCounts()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        var sku = Assert.Single(reading.Skus.Value!);
        Assert.Equal("SPE_E3", sku.SkuPartNumber);
        Assert.Equal("Enabled", sku.CapabilityStatus);
        Assert.Equal(100, sku.EnabledUnits);
        Assert.Equal(78, sku.ConsumedUnits);
        Assert.Contains(sku.ServicePlans, plan => plan.ServicePlanId == ServicePlans.EntraIdP1 && plan.ProvisioningStatus == "Success");
        Assert.Equal(80, reading.SyncedEnabledUsers.Value);
        Assert.Equal(77, reading.SyncedEnabledUsersLicensed.Value);
    }

    [Fact]
    public async Task ReadLicences_AnySize_MakesOneBatchOfFour()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal((1, 4), (tenant.GraphRequests(inBatch: false), tenant.GraphRequests(inBatch: true)));
    }

    [Theory]
    [InlineData(TenantProfiles.E3Hybrid, FindingStatus.Met, FindingStatus.NotMet)]
    [InlineData(TenantProfiles.BusinessStandard, FindingStatus.NotMet, FindingStatus.NotMet)]
    [InlineData(TenantProfiles.RoomsOnly, FindingStatus.NotMet, FindingStatus.NotMet)]
    [InlineData(TenantProfiles.CloudOnly, FindingStatus.Met, FindingStatus.NotApplicable)]
    [InlineData(TenantProfiles.Forbidden, FindingStatus.Unknown, FindingStatus.Unknown)]
    public async Task ReadLicences_OfAProfile_IsJudged(string profile, FindingStatus plan, FindingStatus users)
    {
        await using var tenant = await TenantUnderTest.StartAsync(profile);

        var findings = LicenceFindings.Judge(await tenant.Graph.ReadLicencesAsync(Cancellation), tenant.Time.GetUtcNow());

        Assert.Equal([plan, users], findings.Take(2).Select(finding => finding.Status));
    }

    [Fact]
    public async Task ReadLicences_SubscriptionInItsGracePeriod_StillCountsItsUsers()
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        state = state with { Skus = [state.Skus[0] with { CapabilityStatus = "Warning" }] };
        await using var tenant = await TenantUnderTest.StartAsync(state, time);

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal(77, reading.SyncedEnabledUsersLicensed.Value);
        Assert.Equal(100, Assert.Single(reading.Skus.Value!).WarningUnits);
        Assert.Contains("grace period", LicenceFindings.Judge(reading, tenant.Time.GetUtcNow())[0].Evidence.Summary);
    }

    [Fact]
    public async Task ReadLicences_SubscriptionSuspended_CountsNobody()
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        state = state with { Skus = [state.Skus[0] with { CapabilityStatus = "Suspended" }] };
        await using var tenant = await TenantUnderTest.StartAsync(state, time);

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal(0, reading.SyncedEnabledUsersLicensed.Value);
    }

    [Fact]
    public async Task ReadLicences_PlanTurnedOffForAUser_DoesNotCountThatUser()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with
        {
            Users = [.. state.Users.Select((user, index) => index % 10 == 0 ? user with { DisabledPlans = [ServicePlans.EntraIdP1] } : user)],
        });
        var off = tenant.Simulated.State.Users.Count(user => user is { Synced: true, Enabled: true, SkuId: not null, DisabledPlans.Count: > 0 });

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.InRange(off, 1, 9);
        Assert.Equal(77 - off, reading.SyncedEnabledUsersLicensed.Value);
    }

    [Fact]
    public async Task ReadLicences_OfAGroup_CountsItsMembersAlone()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);

        var reading = await tenant.Reader(licenceGroup: tenant.Simulated.State.ResetGroup).ReadLicencesAsync(Cancellation);

        Assert.Equal((1, 1), (reading.SyncedEnabledUsers.Value, reading.SyncedEnabledUsersLicensed.Value));
        Assert.Contains($"of group {tenant.Simulated.State.ResetGroup}", LicenceFindings.Judge(reading, tenant.Time.GetUtcNow())[1].Evidence.Summary);
        Assert.Equal(4, reading.Cost!.Calls);
    }

    [Fact]
    public async Task ReadLicences_OfAGroup_WithoutTheRight_NamesIt()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var reading = await tenant.Reader(licenceGroup: tenant.Simulated.State.ResetGroup).ReadLicencesAsync(Cancellation);

        Assert.Contains("GroupMember.Read.All", reading.SyncedEnabledUsers.UnknownReason);
    }

    [Fact]
    public async Task ReadLicences_FiveHundredThousandUsers_CostTheSameRequests()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.Users500K);

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal((500_000, 499_997), (reading.SyncedEnabledUsers.Value, reading.SyncedEnabledUsersLicensed.Value));
        Assert.Equal((1, 4), (reading.Cost!.Requests, reading.Cost.Calls));
    }

    [Fact]
    public async Task ReadLicences_PlanWithP2Alone_CountsItsUsers()
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, time.GetUtcNow());
        var security = new SimulatedSku(
            E5SecurityId, "IDENTITY_THREAT_PROTECTION", "Enabled", 100, [new(ServicePlans.EntraIdP2, "AAD_PREMIUM_P2", "AADPremiumService")]);
        state = state with
        {
            Skus = [security],
            Users = [.. state.Users.Select(user => user.SkuId is null ? user : user with { SkuId = E5SecurityId })],
        };
        await using var tenant = await TenantUnderTest.StartAsync(state, time);

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal(77, reading.SyncedEnabledUsersLicensed.Value);
        Assert.Equal(FindingStatus.Met, LicenceFindings.Judge(reading, tenant.Time.GetUtcNow())[0].Status);
    }
}
