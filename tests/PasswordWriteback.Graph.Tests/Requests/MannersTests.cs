using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Requests;

/// <summary>How Graph is asked: together, again, slower, and not for ever.</summary>
public sealed class MannersTests
{
    private const string Skus = "/v1.0/subscribedSkus";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_OneOfWhichIsThrottled_AsksThatOneAgainByItself_AfterItsRetryAfter()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 7));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Null(reading.Skus.UnknownReason);
        Assert.InRange(Assert.Single(tenant.Pauses), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8.4));
        Assert.Equal((2, 5, 1), (reading.Cost!.Requests, reading.Cost.Calls, reading.Cost.Throttled));
        Assert.Equal(
            ["/v1.0/$batch", Skus],
            tenant.Simulated.Requests.Where(request => !request.IsInBatch && request.PathAndQuery.StartsWith("/v1.0/", StringComparison.Ordinal))
                .Select(request => request.PathAndQuery.Split('?')[0]));
    }

    [Fact]
    public async Task Batch_OneOfWhichIsThrottledForLonger_IsNotAskedAgainInVain()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 600));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal(
            "Graph throttled GET /subscribedSkus (429 TooManyRequests) for longer than a reading waits (Retry-After 600)",
            reading.Skus.UnknownReason);
        Assert.Contains(tenant.Loggers.Lines, line => Guid.TryParse(line.Split("(request-id ")[^1].Split(')')[0], out _));
        Assert.Equal((1, 4, 1), (reading.Cost!.Requests, reading.Cost.Calls, reading.Cost.Throttled));
    }

    [Theory]
    [InlineData(TenantFaultKind.Cut)]
    [InlineData(TenantFaultKind.Malformed)]
    [InlineData(TenantFaultKind.Redirected)]
    [InlineData(TenantFaultKind.Oversized)]
    public async Task Batch_ThatFailsAsAWhole_LeavesTheReadersToAskByThemselves(TenantFaultKind kind)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/$batch", kind));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.All(
            new[] { reading.Skus.UnknownReason, reading.SyncedEnabledUsers.UnknownReason, reading.SyncedEnabledUsersLicensed.UnknownReason, reading.Subscriptions!.UnknownReason },
            Assert.Null);
    }

    [Fact]
    public async Task RetryAfter_IsWaitedForWithJitter_AndNeverLess()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/organization", TenantFaultKind.Throttled, Times: 2, RetryAfterSeconds: 3));

        Assert.True((await tenant.Graph.ReadTenantAsync(Cancellation)).Organization.IsKnown);

        Assert.Equal(2, tenant.Pauses.Count);
        Assert.All(tenant.Pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.6)));
        Assert.NotEqual(tenant.Pauses[0], tenant.Pauses[1]);
    }

    [Fact]
    public async Task WithoutRetryAfter_PausesGrow_AndEndAfterThreeRetries()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/organization", TenantFaultKind.Unavailable));

        Assert.Contains("503", (await tenant.Graph.ReadTenantAsync(Cancellation)).Organization.UnknownReason);

        Assert.Equal(3, tenant.Pauses.Count);
        Assert.All(tenant.Pauses.Index(), pause => Assert.InRange(
            pause.Item, TimeSpan.FromSeconds(0.5 * Math.Pow(2, pause.Index)), TimeSpan.FromSeconds(1.5 * Math.Pow(2, pause.Index))));
    }

    [Fact]
    public async Task Retries_OfOneReadingTogether_WaitNoLongerThanItsPatience()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        foreach (var path in new[] { "/userRegistrationDetails", "/authorizationPolicy", "/directoryAudits" })
        {
            tenant.Simulated.Inject(new TenantFault(path, TenantFaultKind.Throttled, RetryAfterSeconds: 6));
        }

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.All(
            new[] { reading.Registrations.UnknownReason, reading.AdministratorsMayReset.UnknownReason, reading.Audit.UnknownReason },
            reason => Assert.Contains("throttled", reason));
        Assert.InRange(tenant.Pauses.Where(pause => pause > TimeSpan.FromSeconds(5) && pause < TimeSpan.FromSeconds(8)).Sum(pause => pause.TotalSeconds), 6, 20);
    }

    [Fact]
    public async Task Reports_AreAskedFiveTimesInTenSeconds_AndNeverThrottledForIt()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        for (var i = 0; i < 4; i++)
        {
            var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);
            Assert.Equal((0, null), (reading.Cost!.Throttled, reading.Registrations.UnknownReason));
        }

        // Three requests to reports each time, sent together: two readings do not fit into ten seconds.
        Assert.Equal(30, tenant.Pauses.Sum(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task Reports_OfATenantThatManyCheckAtOnce_AreUnknownSoon_NotWaitedForInALine()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid, waits: false);

        var readings = new List<SelfServiceResetReading>();
        for (var i = 0; i < 6; i++)
        {
            readings.Add(await tenant.Graph.ReadSelfServiceResetAsync(Cancellation));
        }

        Assert.Contains("too many checks of this tenant are under way", readings[^1].Registrations.UnknownReason);
        Assert.All(readings, reading => Assert.True(reading.AdministratorsMayReset.IsKnown));
        Assert.All(tenant.Pauses, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task NearItsLimit_GraphIsAskedSlower_AndTheReportSaysHowNear()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.ThrottleUsage = 0.85;
        tenant.Simulated.Inject(new TenantFault(Skus, TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 0));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal(0.85, reading.Cost!.Usage);
        Assert.Contains(tenant.Pauses, pause => pause >= TimeSpan.FromSeconds(0.5));
        Assert.Contains("up to 0.85 of the limit", $"{reading.Cost}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerOfFiftyMegabytes_IsNotReadToItsEnd()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/organization", TenantFaultKind.Oversized));

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Equal("the answer to GET /v1.0/organization is longer than 8 MB and was not read", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task AChange_IsNotMadeTwiceWhenTheServiceFails()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);
        tenant.Simulated.Inject(new TenantFault("/authorizationPolicy", TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 1));

        Assert.Equal(Core.Reading.Known(false), await tenant.Graph.SetAdministratorsMayResetAsync(administratorsMayReset: false, Cancellation));

        Assert.False(tenant.Simulated.State.AdministratorsMayReset);
        Assert.Equal(2, tenant.Simulated.Requests.Count(request => request.Method == "PATCH"));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(int.MaxValue, false)]
    public async Task SettingThePolicy_ThatAReplicaShowsLate_IsReadBackAgain_ButNotForEver(int showsAtRead, bool known)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);
        var reads = 0;
        tenant.Simulated.OnRequest = request =>
        {
            if (request.Method == "GET" && request.PathAndQuery.EndsWith("/authorizationPolicy", StringComparison.Ordinal))
            {
                reads++;
                tenant.Simulated.Change(state => state with { AdministratorsMayReset = reads < showsAtRead });
            }
        };

        var answer = await tenant.Graph.SetAdministratorsMayResetAsync(administratorsMayReset: false, Cancellation);

        Assert.Equal(known, answer.IsKnown);
        Assert.Equal(Math.Min(showsAtRead, 3), reads);
        Assert.True(known || answer.UnknownReason!.Contains("reads back the old value", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SettingThePolicy_WithoutTheRight_ChangesNothingAndNamesIt()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var answer = await tenant.Graph.SetAdministratorsMayResetAsync(administratorsMayReset: false, Cancellation);

        Assert.Equal(
            "Graph refused PATCH /policies/authorizationPolicy (403 Authorization_RequestDenied): the app needs the permission Policy.ReadWrite.Authorization",
            answer.UnknownReason);
        Assert.True(tenant.Simulated.State.AdministratorsMayReset);
    }

    [Fact]
    public async Task DelegatedFlag_IsReadSetAndReadBack_WhereAPersonIsSignedIn()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Change(state => state with { DelegatedPermissions = ["OnPremDirectorySynchronization.ReadWrite.All", "User.Read.All"] });

        var before = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);
        var set = await tenant.Graph.SetWritebackFeatureFlagAsync(on: true, Cancellation);
        var after = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);

        Assert.Equal((Core.Reading.Known(false), Core.Reading.Known(true), Core.Reading.Known(true)), (before.WritebackFeatureFlag, set, after.WritebackFeatureFlag));
        var surface = ResetSurfaces.List(after, OnPremisesSigns.None, [], tenant.Time.GetUtcNow())
            .Single(surface => surface.Name.EndsWith("passwordWritebackEnabled", StringComparison.Ordinal));
        Assert.Equal(SurfaceWorth.DecidesNothing, surface.Worth);
    }

    [Fact]
    public async Task Recommendation_IsAskedForOnlyWhereTheAppMay_AndIsAHint()
    {
        await using var may = await TenantUnderTest.StartAsync(TenantProfiles.AppOnlyRights);
        await using var mayNot = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);

        var known = (await may.Graph.ReadSelfServiceResetAsync(Cancellation)).Recommendation!;
        var unknown = (await mayNot.Graph.ReadSelfServiceResetAsync(Cancellation)).Recommendation!;

        Assert.Equal("active", known.Value!.Status);
        Assert.Contains("not asked", unknown.UnknownReason);
        Assert.DoesNotContain(mayNot.Simulated.Requests, request => request.PathAndQuery.StartsWith("/beta/", StringComparison.Ordinal));
    }
}
