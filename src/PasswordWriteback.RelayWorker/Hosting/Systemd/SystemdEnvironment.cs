using System.Globalization;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>What systemd gives a service in its environment.</summary>
/// <param name="NotifySocket">Where it listens; null: this process is no service that notifies.</param>
/// <param name="WatchdogInterval">Within which it wants a sign of life; null: it wants none.</param>
/// <param name="ToJournal">Whether standard output goes to the journal, which takes levels as prefixes.</param>
internal sealed record SystemdEnvironment(string? NotifySocket, TimeSpan? WatchdogInterval, bool ToJournal)
{
    /// <summary>Reads it, as sd_watchdog_enabled(3) says.</summary>
    /// <param name="variable">A variable of the environment.</param>
    /// <param name="processId">This process: a WATCHDOG_PID that names another one is meant for that.</param>
    public static SystemdEnvironment Read(Func<string, string?> variable, int processId)
    {
        var forUs = variable("WATCHDOG_PID") is not { Length: > 0 } pid || pid == processId.ToString(CultureInfo.InvariantCulture);
        var interval = forUs
            && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is > 0 and < long.MaxValue / 10
                ? TimeSpan.FromMicroseconds(microseconds)
                : (TimeSpan?)null;
        return new SystemdEnvironment(
            variable("NOTIFY_SOCKET") is { Length: > 0 } socket ? socket : null, interval, variable("JOURNAL_STREAM") is { Length: > 0 });
    }
}
