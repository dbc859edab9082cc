using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.LocalHost;

/// <summary>What a local host is made of. Tests and the demo bring parts of their own.</summary>
public sealed class LocalHostOptions
{
    /// <summary>The data folder; made when it does not exist.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The settings.</summary>
    public LocalHostSettings Settings { get; init; } = new();

    /// <summary>The clock of runs, schedule and records. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes commands for relays in place of the queues of this host. Default: the queues, and the relays that enrolled.</summary>
    public IRelayCommandSender? Relays { get; init; }

    /// <summary>Reaches authority and Graph; the host then owns it. Default: the network, as the settings say.</summary>
    public HttpMessageHandler? GraphHandler { get; init; }

    /// <summary>The clock of Graph's limit on reports, where a simulated tenant runs faster than the machine; null: the machine's.</summary>
    public TimeProvider? ReportClock { get; init; }

    /// <summary>Where logs go. Default: nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>How long the headers of a request may take. Default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes the services before the host is built. For tests.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
