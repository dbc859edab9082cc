namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Waits for a service to get where it was told to go.</summary>
internal static class ServiceWait
{
    /// <summary>Between two questions.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Reads until the state is <paramref name="wanted"/>.</summary>
    /// <param name="read">Asks the service manager.</param>
    /// <param name="wanted">The state that ends it well.</param>
    /// <param name="deadline">Longest time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting, not the service.</param>
    /// <exception cref="ServiceControlException">It went elsewhere, or the deadline passed.</exception>
    public static async Task UntilAsync(
        Func<ServiceStatus> read, ServiceState wanted, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var status = read();
            if (status.State == wanted || (wanted == ServiceState.Stopped && status.State == ServiceState.Failed))
            {
                return;
            }

            if (status.State is ServiceState.NotInstalled or ServiceState.Failed or ServiceState.Stopped)
            {
                throw new ServiceControlException(
                    ServiceFault.Refused,
                    $"The service is {status.State}, not {wanted}{(status.ExitCode is { } code ? $": it ended with {code}" : string.Empty)}.",
                    "The log says why: Event Viewer, Windows Logs, Application, source of the relay.");
            }

            if (time.GetElapsedTime(began) >= deadline)
            {
                throw new ServiceControlException(
                    ServiceFault.TimedOut,
                    $"The service is still {status.State} after {deadline.TotalSeconds:0} s, not {wanted}.",
                    "It goes on by itself; ask 'relay status' later, and read its log.");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
