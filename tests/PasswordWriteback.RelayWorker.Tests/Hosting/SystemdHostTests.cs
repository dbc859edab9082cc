using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>What systemd is told of a relay on a clock by hand, over a real socket.</summary>
public sealed class SystemdHostTests : IDisposable
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(2);

    private readonly ManualClock _clock = new();
    private readonly NotifySocket _systemd = NotifySocket.AtPath();
    private readonly SystemdNotifier _notifier;
    private readonly RelayPulse _pulse;
    private readonly KeptLog _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _work = new();

    public SystemdHostTests()
    {
        _notifier = new SystemdNotifier(_systemd.Address);
        _pulse = new RelayPulse(_clock);
    }

    public void Dispose()
    {
        _notifier.Dispose();
        _systemd.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Ready_IsSaidWhenTheLoopsRun_NotWhenTheProcessDoes()
    {
        var host = RunAsync();
        _notifier.Status("before");
        Assert.Equal("STATUS=before", _systemd.Receive());

        _pulse.Start(() => "Listens");

        Assert.Equal("READY=1\nSTATUS=Listens", _systemd.Receive());
        await EndAsync(host);
    }

    [Fact]
    public async Task ASignOfLife_ComesFourTimesWithinTheWatchdog_WhileTheLoopTurns()
    {
        var host = await StartedAsync();

        for (var i = 0; i < 4; i++)
        {
            _pulse.Beat();
            _clock.Advance(Watchdog / 4);
            Assert.Equal("WATCHDOG=1\nSTATUS=Listens", _systemd.Receive());
        }

        await EndAsync(host);
    }

    [Fact]
    public async Task ALoopThatHangs_GetsNoSignOfLife_AndTheLogSaysSo()
    {
        var host = await StartedAsync();

        for (var silence = Watchdog / 4; silence < RelayLimits.LoopSilence; silence += Watchdog / 4)
        {
            _clock.Advance(Watchdog / 4);
            Assert.StartsWith("WATCHDOG=1", _systemd.Receive(), StringComparison.Ordinal);
        }

        _clock.Advance(Watchdog / 4);
        await _log.WaitAsync(1104);
        _notifier.Status("after");
        Assert.Equal("STATUS=after", _systemd.Receive());
        await EndAsync(host);
    }

    [Fact]
    public async Task AnOrderToStop_IsSaidAtOnce_AndTheProcessLivesUntilTheWorkHasEnded()
    {
        var host = await StartedAsync();

        await _stop.CancelAsync();

        Assert.StartsWith("STOPPING=1", _systemd.Receive(), StringComparison.Ordinal);
        Assert.False(host.IsCompleted);
        _clock.Advance(Watchdog / 4);
        Assert.StartsWith("WATCHDOG=1", _systemd.Receive(), StringComparison.Ordinal);
        await EndAsync(host);
    }

    [Fact]
    public async Task WithoutSystemdsSocket_TheRelayRunsOn_AndTheLogSaysSo()
    {
        var host = RunAsync();
        _systemd.Dispose();

        _pulse.Start(() => "Listens");

        await _log.WaitAsync(1105);
        Assert.False(host.IsCompleted);
        await EndAsync(host);
    }

    [Fact]
    public async Task AFailureOfTheRelay_IsPassedOn()
    {
        var host = RunAsync();
        _work.SetException(new InvalidDataException("not enrolled"));

        await Assert.ThrowsAsync<InvalidDataException>(() => host);
    }

    private async Task<Task> StartedAsync()
    {
        var host = RunAsync();
        _pulse.Start(() => "Listens");
        Assert.StartsWith("READY=1", _systemd.Receive(), StringComparison.Ordinal);
        while (_clock.Timers == 0)
        {
            await Task.Yield();
        }

        return host;
    }

    private Task RunAsync() => new SystemdHost(_notifier, Watchdog, _pulse, _clock, _log).RunAsync(_ => _work.Task, _stop.Token);

    private async Task EndAsync(Task host)
    {
        _work.SetResult();
        await host.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}

/// <summary>Keeps the ids of what is logged.</summary>
internal sealed class KeptLog : ILogger
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _seen = [];

    public Task WaitAsync(int id) => _seen.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _seen.GetOrAdd(eventId.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
