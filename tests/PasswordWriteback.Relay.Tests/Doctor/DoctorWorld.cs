using System.Net;
using System.Text;
using PasswordWriteback.Core;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Doctor;

/// <summary>The demo forest as the doctor sees it, and a machine whose every answer a test can change.</summary>
internal sealed class DoctorWorld
{
    private readonly Dictionary<(string Key, string Value), object> _registry = [];
    private string? _registryClosed;

    public DoctorWorld()
    {
        Forest = DemoForest.Build(Clock);
        Connector = new ScriptedRoots(Forest.ConnectorFor(DemoForest.Administrator));
        Environment = new DoctorEnvironment
        {
            IsWindows = false,
            HostName = "sync.contoso.example",
            Variable = _ => null,
            Registry = null,
            ReadText = _ => null,
            Proxy = new WebProxy(),
            Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }),
            Time = Clock,
        };
    }

    public ManualClock Clock { get; } = new();

    public SimulatedForest Forest { get; }

    public ScriptedRoots Connector { get; }

    public DoctorEnvironment Environment { get; set; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public DoctorDirectory Directory(string? account = null) => new(Connector, account, Now);

    /// <summary>The machine is a Windows server whose registry holds nothing else.</summary>
    public DoctorWorld OnWindows(params (string Key, string Value, object Data)[] registry)
    {
        foreach (var (key, value, data) in registry)
        {
            _registry[(key.ToUpperInvariant(), value.ToUpperInvariant())] = data;
        }

        Environment = Environment with { IsWindows = true, Registry = Read };
        return this;
    }

    public DoctorWorld WithClosedRegistry(string why)
    {
        _registryClosed = why;
        return OnWindows();
    }

    /// <summary>Runs one check with the real clock's patience, but the world's own deadlines.</summary>
    public async Task<IReadOnlyList<CheckLine>> RunAsync(DoctorCheck check) => (await DoctorRun.RunAsync([check], Clock, Now)).Lines;

    public async Task<CheckLine> SingleAsync(DoctorCheck check) => Assert.Single(await RunAsync(check));

    private Reading<RegistryData> Read(string key, string value) => _registryClosed is { } why
        ? Reading.Unknown<RegistryData>(why)
        : Reading.Known(new RegistryData(_registry.GetValueOrDefault((key.ToUpperInvariant(), value.ToUpperInvariant()))));

    /// <summary>Domain controllers of a forest whose rootDSE says what a test wants, and that hang or fail where it wants.</summary>
    internal sealed class ScriptedRoots(IDirectoryConnector inner) : IDirectoryConnector
    {
        private int _answered;

        public Dictionary<(string Host, string Attribute), string[]> Says { get; } = [];

        public HashSet<string> Fails { get; } = [];

        /// <summary>Objects as they are shown, by distinguished name, instead of or besides those of the forest.</summary>
        public Dictionary<string, DirectoryEntry> Shown { get; } = new(StringComparer.OrdinalIgnoreCase);

        public HashSet<string> Hangs { get; } = [];

        /// <summary>How many connections on which the controls were read are closed again.</summary>
        public int Answered => Volatile.Read(ref _answered);

        public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
        {
            if (Fails.Contains(hostName))
            {
                throw new DirectoryException(DirectoryFault.Unreachable, hostName, $"{hostName} refused the connection.", "Start it.");
            }

            if (Hangs.Contains(hostName))
            {
                Hanging.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return new Connection(this, hostName, await inner.ConnectAsync(hostName, cancellationToken));
        }

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);

        private sealed class Connection(ScriptedRoots owner, string host, IDirectoryConnection connection) : IDirectoryConnection
        {
            private bool _controls;

            public string Server => connection.Server;

            public IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, CancellationToken cancellationToken)
            {
                _controls |= search.Attributes.Contains("supportedControl");
                return search.Depth == SearchDepth.Base && owner.Shown.TryGetValue(search.BaseDn, out var shown)
                    ? AsyncEnumerable.Repeat(shown, 1)
                    : connection.SearchAsync(search, cancellationToken).Select(entry => entry.Dn.Length == 0 ? Change(entry) : owner.Shown.GetValueOrDefault(entry.Dn, entry));
            }

            public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) =>
                throw new InvalidOperationException("The doctor writes nothing.");

            public ValueTask DisposeAsync()
            {
                if (_controls)
                {
                    Interlocked.Increment(ref owner._answered);
                }

                return connection.DisposeAsync();
            }

            private DirectoryEntry Change(DirectoryEntry root)
            {
                var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(root.Attributes, StringComparer.OrdinalIgnoreCase);
                foreach (var (key, values) in owner.Says.Where(pair => pair.Key.Host == host && attributes.ContainsKey(pair.Key.Attribute)))
                {
                    attributes[key.Attribute] = [.. values.Select(Encoding.UTF8.GetBytes)];
                }

                return root with { Attributes = attributes };
            }
        }
    }
}
