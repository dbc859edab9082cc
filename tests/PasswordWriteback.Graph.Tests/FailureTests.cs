using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

public sealed class FailureTests
{
    private const string Skus = "/v1.0/subscribedSkus";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TenantFaultKind.Throttled)]
    [InlineData(TenantFaultKind.Unavailable)]
    public async Task Reading_RefusedOnce_IsAskedAgainAndKnown(TenantFaultKind kind)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, kind, Times: 1, RetryAfterSeconds: 1));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Null(reading.Skus.UnknownReason);
        Assert.Equal(2, tenant.Simulated.Requests.Count(request => request.PathAndQuery.StartsWith(Skus, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(TenantFaultKind.Throttled, 0, "Graph throttled GET /subscribedSkus (429")]
    [InlineData(TenantFaultKind.Throttled, 3600, "Graph throttled GET /subscribedSkus (429")]
    [InlineData(TenantFaultKind.Unavailable, 3600, "Graph failed to answer GET /subscribedSkus (503")]
    public async Task Reading_RefusedAgainAndAgain_IsUnknownWithoutWaitingInVain(TenantFaultKind kind, int retryAfter, string reason)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, kind, RetryAfterSeconds: retryAfter));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.StartsWith(reason, reading.Skus.UnknownReason);
        Assert.True(reading.SyncedEnabledUsers.IsKnown);
    }

    [Fact]
    public async Task Reading_ThatIsNeverAnswered_IsUnknownAtItsDeadline()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, TenantFaultKind.Silent));
        tenant.Simulated.OnRequest = request =>
        {
            if (request.PathAndQuery.StartsWith(Skus, StringComparison.Ordinal))
            {
                tenant.Time.Advance(tenant.Factory.Deadline);
            }
        };

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Equal("Graph did not answer GET /subscribedSkus within 30 s", reading.Skus.UnknownReason);
        Assert.True(reading.SyncedEnabledUsers.IsKnown);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(40, false)]
    public async Task Reading_AnsweredSlowly_IsKnownIfItComesBeforeTheDeadline(int seconds, bool known)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/organization", TenantFaultKind.Slow) { Delay = TimeSpan.FromSeconds(seconds) });

        var reading = tenant.Graph.ReadTenantAsync(Cancellation);
        // The deadline of the reading, and the delay of the answer.
        while (tenant.Time.Timers < 2 && !reading.IsCompleted)
        {
            await Task.Yield();
        }

        tenant.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(known, (await reading).Organization.IsKnown);
    }

    [Fact]
    public async Task Reading_TokenEndpointNeverAnswers_IsUnknownAtItsDeadline()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault("/token", TenantFaultKind.Silent));
        tenant.Simulated.OnRequest = _ => tenant.Time.Advance(tenant.Factory.Deadline);

        var reading = await tenant.Graph.ReadTenantAsync(Cancellation);

        Assert.Contains("within 30 s", reading.Organization.UnknownReason);
    }

    [Fact]
    public async Task Reading_CancelledByTheCaller_Throws()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        using var caller = new CancellationTokenSource();
        tenant.Simulated.Inject(new TenantFault(Skus, TenantFaultKind.Silent));
        tenant.Simulated.OnRequest = request =>
        {
            if (request.PathAndQuery.StartsWith(Skus, StringComparison.Ordinal))
            {
                caller.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tenant.Graph.ReadLicencesAsync(caller.Token));
    }

    [Theory]
    [InlineData(TenantFaultKind.Cut, "failed or broke off")]
    [InlineData(TenantFaultKind.Malformed, "is not JSON")]
    [InlineData(TenantFaultKind.Redirected, "redirected GET /v1.0/subscribedSkus elsewhere (302); it was not followed")]
    public async Task Reading_AnsweredWrongly_IsUnknownWithTheReason(TenantFaultKind kind, string reason)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        tenant.Simulated.Inject(new TenantFault(Skus, kind));

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Contains(reason, reading.Skus.UnknownReason);
        Assert.True(reading.SyncedEnabledUsers.IsKnown);
    }

    [Fact]
    public async Task Readings_OfATenantThatIsGone_AreUnknown()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        await tenant.Graph.ReadTenantAsync(Cancellation);
        await tenant.Simulated.DisposeAsync();

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Contains("failed or broke off", reading.Skus.UnknownReason);
    }

    [Fact]
    public async Task Reading_WithATokenThatGraphNoLongerAccepts_SaysSo_AndTheNextHasANewOne()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        await tenant.Graph.ReadTenantAsync(Cancellation);
        tenant.Simulated.RevokeTokens();

        var reading = await tenant.Graph.ReadLicencesAsync(Cancellation);

        Assert.Contains("did not accept the app's token for /subscribedSkus (401 InvalidAuthenticationToken)", reading.Skus.UnknownReason);

        tenant.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await tenant.Graph.ReadLicencesAsync(Cancellation)).Skus.UnknownReason);
    }
}
