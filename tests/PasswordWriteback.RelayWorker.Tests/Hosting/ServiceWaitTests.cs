using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.Hosting;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>Waiting for a service of Windows on a clock by hand, and the times that both service managers are given.</summary>
public sealed class ServiceWaitTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly ManualClock _clock = new();
    private volatile ServiceStatus _status = new(ServiceState.Starting);

    [Fact]
    public async Task AServiceThatGetsThere_EndsTheWait()
    {
        var wait = WaitAsync(ServiceState.Running);
        Assert.False(wait.IsCompleted);

        _status = new ServiceStatus(ServiceState.Running);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await wait.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task AServiceThatStaysPending_EndsAtTheDeadline()
    {
        var wait = WaitAsync(ServiceState.Running);
        while (!wait.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(ServiceFault.TimedOut, (await Assert.ThrowsAsync<ServiceControlException>(() => wait)).Fault);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Stopped")]
    public async Task AServiceThatEndsInsteadOfRunning_IsARefusal_WithItsExitCode(string state)
    {
        _status = new ServiceStatus(Enum.Parse<ServiceState>(state), ExitCode: 3);

        var refusal = await Assert.ThrowsAsync<ServiceControlException>(() => WaitAsync(ServiceState.Running));

        Assert.Equal(ServiceFault.Refused, refusal.Fault);
        Assert.Contains("ended with 3", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Stopped")]
    public async Task AServiceThatEnded_IsStopped_HoweverItEnded(string state)
    {
        _status = new ServiceStatus(Enum.Parse<ServiceState>(state), ExitCode: 3);

        await WaitAsync(ServiceState.Stopped);
    }

    [Fact]
    public void TheTimes_FitEachOther()
    {
        Assert.True(ServiceTiming.Stop > RelayLimits.GracefulStop, "A write that may end must not be cut off by the service manager.");
        Assert.True(RelayLimits.LoopSilence > RelayLimits.CloudRequest + RelayLimits.LongestPause + TimeSpan.FromMinutes(2), "A loop that waits is not one that hangs.");
        Assert.Equal([1, 5, 15], ServiceTiming.Restarts.Select(pause => (int)pause.TotalMinutes));
    }

    private Task WaitAsync(ServiceState wanted) =>
        ServiceWait.UntilAsync(() => _status, wanted, Deadline, _clock, TestContext.Current.CancellationToken);
}
