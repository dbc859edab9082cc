using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>
/// Keeps systemd informed while the relay runs: ready, at work, stopping. A sign of life is given only while the receiving loop
/// turns: one that hangs is ended by systemd, and started again.
/// </summary>
/// <param name="notifier">Where systemd listens.</param>
/// <param name="watchdog">Within which it wants a sign of life; null: never.</param>
/// <param name="pulse">Whether the relay lives.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of trouble.</param>
internal sealed class SystemdHost(SystemdNotifier notifier, TimeSpan? watchdog, RelayPulse pulse, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(30);

    /// <summary>Runs <paramref name="work"/> to its end.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var over = new CancellationTokenSource();
        using var told = stop.Register(() =>
        {
            HostLog.AskedToStop(logger);
            Tell(notifier.Stopping);
        });
        var telling = TellAsync(stop, over.Token);
        try
        {
            await work(stop).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // While it stops it gives no status any more, but goes on to show that it lives: TimeoutStopSec is the deadline then.
    private async Task TellAsync(CancellationToken stop, CancellationToken over)
    {
        await pulse.Started.WaitAsync(over).ConfigureAwait(false);
        Tell(() => notifier.Ready(pulse.Status));
        using var timer = new PeriodicTimer(watchdog is { } interval ? Shorter(interval / 2, StatusEvery) : StatusEvery, time);
        while (await timer.WaitForNextTickAsync(over).ConfigureAwait(false))
        {
            if (stop.IsCancellationRequested || pulse.IsAlive)
            {
                Tell(() => notifier.Alive(stop.IsCancellationRequested ? "Stopping: a write at work may end" : pulse.Status));
            }
            else
            {
                HostLog.StandsStill(logger, pulse.Silence);
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (SocketException trouble)
        {
            HostLog.ManagerNotTold(logger, trouble.Message);
        }
    }
}
