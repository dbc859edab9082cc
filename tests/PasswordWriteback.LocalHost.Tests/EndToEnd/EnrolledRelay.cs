using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

/// <summary>The relay's service over the simulated forest and Entra Connect, enrolled by its own command line.</summary>
internal sealed class EnrolledRelay : IAsyncDisposable
{
    private readonly string _state;
    private readonly SimulatedEventLog _log = new(TimeProvider.System);
    private readonly SimulatedConnectServer _connect;
    private readonly CancellationTokenSource _stop = new();
    private Task _service = Task.CompletedTask;

    public EnrolledRelay(string stateFolder, Guid tenantId)
    {
        _state = stateFolder;
        // All in real time: sites that replicate each second, and controllers that pass permissions on at once.
        Forest = DemoForest.Build(TimeProvider.System, new DemoForestOptions { SiteInterval = TimeSpan.FromSeconds(1) });
        foreach (var controller in Forest.Controllers)
        {
            Forest.SetPropagator(controller, new PropagatorSpeed(TimeSpan.FromMilliseconds(100), 10_000));
        }

        Connector = new WatchedConnector(Forest.ConnectorFor(DemoForest.RelayAccount));
        _connect = new SimulatedConnectServer(DemoForest.ConnectOptions(tenantId), _log);
    }

    public SimulatedForest Forest { get; }

    public WatchedConnector Connector { get; }

    public bool WritebackListens => _connect.Listens;

    /// <summary>Enrols with a code, and starts the service.</summary>
    public async Task StartAsync(Uri backend, string code, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await RelayCommandLine.RunAsync(
            ["enroll", "--url", backend.AbsoluteUri, "--code", "-", "--state-folder", _state],
            new Terminal(new StringReader(code), output, error, IsInteractive: false),
            cancellationToken);
        Assert.True(exitCode == 0, $"{output}{error}");
        _service = RelayHost.RunAsync(
            new RelayHostOptions
            {
                StateFolder = _state,
                Policy = RelayPolicySource.Of(new RelayPolicy { WritingMode = WritingMode.Unattended, ConnectSwitch = true, CanaryUser = DemoForest.CanaryLogonName }),
                Version = "0.1.0",
                Connector = Connector,
                ConnectServer = _connect,
                EventLog = _log,
                Logger = NullLogger.Instance,
            },
            _stop.Token);
    }

    /// <summary>Entra Connect takes a reset out of the cloud and writes it back.</summary>
    public Task<bool> WriteBackAsync(string user, CancellationToken cancellationToken) =>
        Task.FromResult(new SimulatedCloudReset(Forest, _connect, _log).Reset(user).WrittenBack);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _service;
        _stop.Dispose();
    }
}
