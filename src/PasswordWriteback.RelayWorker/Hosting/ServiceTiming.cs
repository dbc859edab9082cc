using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>How long service managers wait for the relay. One place, for both.</summary>
internal static class ServiceTiming
{
    /// <summary>From the order to start until it has opened key and ledger (a migration of a large ledger included) and runs.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(90);

    /// <summary>From the order to stop until it has ended: a write at work, and what comes after it.</summary>
    public static readonly TimeSpan Stop = RelayLimits.GracefulStop + TimeSpan.FromSeconds(15);

    /// <summary>Silence after which systemd kills the process; the relay gives half of it between two signs of life.</summary>
    public static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(2);

    /// <summary>Pauses before it is started again after an error: the first, the second, every later one.</summary>
    public static readonly IReadOnlyList<TimeSpan> Restarts = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    /// <summary>Longest time that a tool of the service manager gets beyond the service's own.</summary>
    public static readonly TimeSpan Tool = TimeSpan.FromSeconds(20);
}
