using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Api.Notifications;

namespace PasswordWriteback.Api.Tests.Notifications;

public sealed class TenantRoundsTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TenantRounds Rounds => new(_clock, NullLogger<TenantRounds>.Instance);

    [Fact]
    public async Task ATenant_WhoseTroubleCannotEvenBeWrittenDown_StopsNoOther()
    {
        var done = 0;

        var failed = await Rounds.TakeOnAsync(
            Enumerable.Range(0, 20).ToList(),
            (tenant, _) => tenant % 2 == 0 ? throw new InvalidOperationException("no") : Task.FromResult(Interlocked.Increment(ref done)),
            (_, _, _) => throw new InvalidOperationException("the store is away"),
            Token);

        Assert.Equal((10, 10), (failed, done));
    }

    [Fact]
    public async Task WhenTheTimeIsOver_TheRestIsLeft_AndNobodyBacksOff()
    {
        var (begun, backedOff) = (0, 0);

        var failed = await Rounds.TakeOnAsync(
            Enumerable.Range(0, 100).ToList(),
            async (_, token) =>
            {
                if (Interlocked.Increment(ref begun) == 8)
                {
                    _clock.Advance(TimeSpan.FromMinutes(4));
                }

                await Task.Delay(Timeout.Infinite, token);
            },
            (_, _, _) => Task.FromResult(Interlocked.Increment(ref backedOff)),
            Token);

        Assert.Equal((0, 8, 0), (failed, begun, backedOff));
    }
}
