using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>
/// The life of a Windows service as the service control manager has to see it: START_PENDING with rising checkpoints until the relay
/// is ready, RUNNING, STOP_PENDING with rising checkpoints while a write at work may end, STOPPED with an exit code. Calls nothing of
/// Windows itself.
/// </summary>
/// <param name="report">Tells the service control manager.</param>
/// <param name="time">The clock.</param>
internal sealed class WindowsServiceLife(Action<WindowsServiceReport> report, TimeProvider time) : IDisposable
{
    /// <summary>From one checkpoint to the next.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Within which a checkpoint is promised: twice the beat, for a busy machine.</summary>
    public static readonly TimeSpan WaitHint = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private WindowsServiceReport _last = new(SERVICE_START_PENDING, 0, 0, 1, WaitHint);

    /// <summary>Lives.</summary>
    /// <param name="work">The relay; ends when its token is cancelled. Returns its exit code, and throws nothing.</param>
    /// <param name="started">Completes when it is ready.</param>
    public async Task RunAsync(Func<CancellationToken, Task<int>> work, Task started)
    {
        report(_last);
        var timer = time.CreateTimer(_ => NextCheckPoint(), state: null, Beat, Beat);
        await using (timer.ConfigureAwait(false))
        {
            var working = work(_stop.Token);
            if (await Task.WhenAny(started, working).ConfigureAwait(false) == started)
            {
                Tell(last => last.State == SERVICE_START_PENDING
                    ? new WindowsServiceReport(SERVICE_RUNNING, SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN, 0, 0, TimeSpan.Zero)
                    : last);
            }

            var exitCode = (uint)await working.ConfigureAwait(false);
            Tell(_ => new WindowsServiceReport(SERVICE_STOPPED, 0, exitCode, 0, TimeSpan.Zero));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    /// <summary>The service control manager wants something. Returns at once.</summary>
    /// <returns>NO_ERROR, or ERROR_CALL_NOT_IMPLEMENTED.</returns>
    public uint Control(uint control)
    {
        switch (control)
        {
            case SERVICE_CONTROL_STOP:
            case SERVICE_CONTROL_SHUTDOWN:
            case SERVICE_CONTROL_PRESHUTDOWN:
                Tell(last =>
                {
                    if (last.State is SERVICE_STOPPED or SERVICE_STOP_PENDING)
                    {
                        return last;
                    }

                    _ = _stop.CancelAsync();
                    return new WindowsServiceReport(SERVICE_STOP_PENDING, 0, 0, 1, WaitHint);
                });
                return NO_ERROR;
            case SERVICE_CONTROL_INTERROGATE:
                return NO_ERROR;
            default:
                return ERROR_CALL_NOT_IMPLEMENTED;
        }
    }

    private void NextCheckPoint() => Tell(last =>
        last.State is SERVICE_START_PENDING or SERVICE_STOP_PENDING ? last with { CheckPoint = last.CheckPoint + 1 } : last);

    // After SERVICE_STOPPED nothing may be reported: the process may be gone, or be another service's.
    private void Tell(Func<WindowsServiceReport, WindowsServiceReport> next)
    {
        lock (_gate)
        {
            var now = next(_last);
            if (now != _last && _last.State != SERVICE_STOPPED)
            {
                _last = now;
                report(now);
            }
        }
    }
}
