using System.Runtime.CompilerServices;
using System.Text;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>Domain controllers with objects of their own, each of which may be silent or refuse.</summary>
internal sealed class FakeForest : IDirectoryConnector
{
    private int _connectionsOpen;
    private readonly Dictionary<string, Dictionary<string, Dictionary<string, byte[][]>>> _controllers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DirectoryException> _faults = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hanging = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every host that was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Hosts that were silent a moment ago.</summary>
    public HashSet<string> Silent { get; } = new(StringComparer.OrdinalIgnoreCase);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public int ConnectionsOpen => _connectionsOpen;

    public void Put(string host, string dn, params (string Name, byte[] Value)[] attributes)
    {
        if (!_controllers.TryGetValue(host, out var objects))
        {
            _controllers[host] = objects = new(StringComparer.OrdinalIgnoreCase);
        }

        objects[dn] = attributes.GroupBy(pair => pair.Name).ToDictionary(
            group => group.Key, group => group.Select(pair => pair.Value).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public void Remove(string host, string dn) => _controllers[host].Remove(dn);

    public void Fail(string host, DirectoryFault fault) => _faults[host] = new DirectoryException(fault, host, $"{host} failed.", "Mend it.");

    public void Hang(string host) => _hanging.Add(host);

    public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
    {
        lock (Asked)
        {
            Asked.Add(hostName);
        }

        if (_faults.TryGetValue(hostName, out var fault))
        {
            throw fault;
        }

        if (_hanging.Contains(hostName))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        Interlocked.Increment(ref _connectionsOpen);
        return new Connection(this, hostName, _controllers[hostName]);
    }

    public bool IsSilent(string hostName) => Silent.Contains(hostName);

    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _controllers.Keys]);

    private sealed class Connection(FakeForest forest, string server, Dictionary<string, Dictionary<string, byte[][]>> objects) : IDirectoryConnection
    {
        public string Server { get; } = server;

        public async IAsyncEnumerable<DirectoryEntry> SearchAsync(
            DirectorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (search.Depth == SearchDepth.Base && !objects.ContainsKey(search.BaseDn))
            {
                throw new DirectoryException(DirectoryFault.NoSuchObject, Server, $"{Server} knows no {search.BaseDn}.", "Check it.");
            }

            foreach (var (dn, attributes) in objects.Where(pair => Matches(pair.Key, pair.Value, search)))
            {
                yield return new DirectoryEntry(dn, attributes
                    .Where(pair => search.Attributes.Contains(pair.Key, StringComparer.OrdinalIgnoreCase))
                    .ToDictionary(pair => pair.Key, pair => (IReadOnlyList<byte[]>)pair.Value, StringComparer.OrdinalIgnoreCase));
            }
        }

        public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A confirmation writes nothing.");

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref forest._connectionsOpen);
            return ValueTask.CompletedTask;
        }

        // Enough of LDAP for what is asked here: depth, the classes that a filter names, and one value; nothing hides what it is.
        private static bool Matches(string dn, Dictionary<string, byte[][]> attributes, DirectorySearch search)
        {
            var inDepth = search.Depth switch
            {
                SearchDepth.Base => DistinguishedName.Same(dn, search.BaseDn),
                SearchDepth.OneLevel => DistinguishedName.Same(DistinguishedName.Parent(dn), search.BaseDn),
                _ => DistinguishedName.IsAtOrBelow(dn, search.BaseDn),
            };
            return inDepth && !search.Filter.Contains("(!(", StringComparison.Ordinal) && (search.Filter == "(objectClass=*)"
                || attributes.Any(pair => pair.Value.Any(value => search.Filter == $"({pair.Key}={Encoding.UTF8.GetString(value)})"))
                || (attributes.TryGetValue("objectClass", out var classes)
                    && classes.Any(name => search.Filter.Contains($"(objectClass={Encoding.UTF8.GetString(name)})", StringComparison.OrdinalIgnoreCase))));
        }
    }
}
