using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect;

namespace PasswordWriteback.Simulation.EntraConnect;

/// <summary>
/// An Entra Connect server. Turning its switch on onboards the tenant for writeback and starts the service that listens on
/// the service bus, with the events that the real one logs. Safe for many threads.
/// </summary>
public sealed class SimulatedConnectServer : IEntraConnectServer
{
    private readonly Lock _gate = new();
    private readonly ConnectServerOptions _options;
    private readonly SimulatedEventLog _log;
    private readonly Dictionary<string, string> _settings;
    private readonly List<DirectoryConnector> _furtherForests = [];
    private bool _enabled;

    /// <summary>Installs a server.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="log">Its Application log.</param>
    public SimulatedConnectServer(ConnectServerOptions options, SimulatedEventLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        _options = options;
        _log = log;
        _settings = DefaultSettings(options);
        if (options.WritebackEnabled)
        {
            _enabled = true;
            StartService();
        }
    }

    /// <summary>What it is like.</summary>
    public ConnectServerOptions Options => _options;

    /// <summary>Whether resets from the cloud reach this server: the switch is on, it is active, and it has the listener.</summary>
    public bool Listens
    {
        get
        {
            lock (_gate)
            {
                return _enabled && !_options.Staging && _options.ListenerTakenBy is null;
            }
        }
    }

    /// <inheritdoc />
    public Task<Reading<ConnectReading>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(Reading.Known(Snapshot()));
        }
    }

    /// <inheritdoc />
    public Task<Reading<ConnectSwitchResult>> SetWritebackAsync(bool enabled, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var before = Snapshot();
            Turn(enabled);
            if (_options.ChangedAlongside is { } foreign)
            {
                _settings[foreign.Key] = foreign.Value;
            }

            var after = Snapshot();
            return Task.FromResult(Reading.Known(new ConnectSwitchResult(before, after, ConnectComparison.OtherDifferences(before, after))));
        }
    }

    /// <summary>Adds a connector for a further forest, as somebody at the wizard would. Writeback is not onboarded anew by it.</summary>
    public void AddForest(DirectoryConnector connector)
    {
        lock (_gate)
        {
            _furtherForests.Add(connector);
        }
    }

    /// <summary>Changes a setting, as somebody at the wizard would.</summary>
    public void ChangeSetting(string name, string value)
    {
        lock (_gate)
        {
            _settings[name] = value;
        }
    }

    private static Dictionary<string, string> DefaultSettings(ConnectServerOptions options) => new(StringComparer.Ordinal)
    {
        ["Microsoft.Synchronize.SchedulerSuspended"] = "False",
        ["Microsoft.Synchronize.RunHistoryPurgeInterval"] = "7.00:00:00",
        ["Microsoft.OptionalFeature.DeviceWriteBack"] = "False",
        ["Microsoft.OptionalFeature.HybridExchange"] = "False",
        ["Microsoft.OptionalFeature.DirectoryExtensionAttributes"] = "False",
        ["Microsoft.OptionalFeature.ExportDeletionThresholdValue"] = "500",
        ["Microsoft.UserSignIn.DesktopSsoEnabled"] = "False",
        ["Scheduler.SyncCycleEnabled"] = "True",
        ["Scheduler.StagingModeEnabled"] = options.Staging.ToString(),
        ["Scheduler.CustomizedSyncCycleInterval"] = "00:30:00",
        ["PasswordHashSync.Enabled"] = "True",
        [$"Connector.{options.Forest}.Account"] = options.Account,
        [$"Connector.{options.Forest}.Containers"] = string.Join('|', options.Containers),
        ["SynchronizationRules.Count"] = "97",
    };

    private ConnectReading Snapshot() => new(
        _options.ServerName,
        _options.InstalledVersion,
        _options.ConfiguredVersion ?? _options.InstalledVersion,
        _options.Staging,
        _enabled,
        _options.TenantId,
        [new DirectoryConnector(_options.Forest, _options.Account, _options.Containers, _options.PreferredControllers, _options.LastUsedController) { ExcludedContainers = [] }, .. _furtherForests],
        new Dictionary<string, string>(_settings, StringComparer.Ordinal));

    private void Turn(bool enabled)
    {
        if (enabled == _enabled)
        {
            return;
        }

        _enabled = enabled;
        if (enabled)
        {
            _log.PasswordReset(31004, "Onboarding of the tenant for password writeback started.");
            _log.PasswordReset(31017, "An authentication token was obtained.");
            _log.PasswordReset(31018, "A key pair for password writeback was created.");
            _log.PasswordReset(31005, "The tenant was onboarded for password writeback.");
            StartService();
        }
        else
        {
            _log.EndBeat();
            _log.PasswordReset(31012, "Offboarding of the tenant from password writeback started.");
            _log.PasswordReset(31013, "The tenant was offboarded from password writeback.");
            _log.PasswordReset(31016, "The password reset service has stopped.");
        }
    }

    private void StartService()
    {
        if (_options.Staging)
        {
            return;
        }

        _log.PasswordReset(31015, "The password reset service has started.");
        if (_options.ListenerTakenBy is { } other)
        {
            _log.BeginBeat(31034, $"The service bus listener failed: {other} listens for this tenant.");
        }
        else
        {
            _log.BeginBeat(31019, "Heartbeat of the service bus: simulated.servicebus.windows.net.");
        }
    }
}
