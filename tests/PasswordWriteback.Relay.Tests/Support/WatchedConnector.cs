using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Support;

/// <summary>Stands between the code under test and a directory: counts writes, and lets something happen just before or after one.</summary>
internal sealed class WatchedConnector(IDirectoryConnector inner) : IDirectoryConnector
{
    /// <summary>Every write, as server and distinguished name.</summary>
    public List<(string Server, string Dn)> Writes { get; } = [];

    /// <summary>Where discovery begins; null leaves it to the connector behind.</summary>
    public IReadOnlyList<string>? Locations { get; set; }

    /// <summary>Objects whose security descriptor is not shown, by distinguished name.</summary>
    public HashSet<string> Closed { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Objects that show another security descriptor than they have, by distinguished name.</summary>
    public Dictionary<string, byte[]> Descriptors { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs before a host is connected to; what it throws is the host's answer.</summary>
    public Action<string> BeforeConnect { get; set; } = _ => { };

    /// <summary>Runs before a search reaches the directory; what it throws is the directory's answer.</summary>
    public Action<DirectorySearch> BeforeSearch { get; set; } = _ => { };

    /// <summary>Attributes that are not shown of anything, by name.</summary>
    public HashSet<string> Hidden { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs after the caller has read and before its write reaches the directory.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when the directory has written and before the caller knows.</summary>
    public Func<string, Task> AfterWrite { get; set; } = _ => Task.CompletedTask;

    public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
    {
        BeforeConnect(hostName);
        return new Connection(this, hostName, await inner.ConnectAsync(hostName, cancellationToken));
    }

    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) =>
        Locations is { } locations ? Task.FromResult(locations) : inner.LocateAsync(cancellationToken);

    private sealed class Connection(WatchedConnector owner, string host, IDirectoryConnection connection) : IDirectoryConnection
    {
        public string Server => connection.Server;

        public IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, CancellationToken cancellationToken)
        {
            owner.BeforeSearch(search);
            return connection.SearchAsync(search, cancellationToken).Select(entry =>
                owner.Closed.Contains(entry.Dn) ? Without(entry, "nTSecurityDescriptor")
                : owner.Descriptors.TryGetValue(entry.Dn, out var other) ? With(entry, "nTSecurityDescriptor", other)
                : entry.Dn.Length > 0 && owner.Hidden.Count > 0 ? Without(entry, [.. owner.Hidden])
                : entry);
        }

        private static DirectoryEntry With(DirectoryEntry entry, string attribute, byte[] value) => new(
            entry.Dn,
            entry.Attributes.ToDictionary(
                pair => pair.Key,
                pair => attribute.Equals(pair.Key, StringComparison.OrdinalIgnoreCase) ? [value] : pair.Value,
                StringComparer.OrdinalIgnoreCase));

        private static DirectoryEntry Without(DirectoryEntry entry, params string[] hidden) => new(
            entry.Dn,
            entry.Attributes.Where(pair => !hidden.Contains(pair.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase));

        public async Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken)
        {
            await owner.BeforeWrite(dn);
            await connection.WriteDaclAsync(dn, descriptor, cancellationToken);
            owner.Writes.Add((host, dn));
            await owner.AfterWrite(dn);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
