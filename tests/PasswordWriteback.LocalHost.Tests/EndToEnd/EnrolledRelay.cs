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

    /// <param name="stateFolder">Its state folder.</param>
    /// <param name="tenantId">Its tenant.</param>
    /// <param name="pace">How often sites replicate, and how long a controller takes to pass permissions on.</param>
    public EnrolledRelay(string stateFolder, Guid tenantId, (TimeSpan Sites, TimeSpan Permissions) pace)
    {
        _state = stateFolder;
        // All in real time.
        Forest = DemoForest.Build(TimeProvider.System, new DemoForestOptions { SiteInterval = pace.Sites });
        foreach (var controller in Forest.Controllers)
        {
            Forest.SetPropagator(controller, new PropagatorSpeed(pace.Permissions, 10_000));
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
