using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>The end of a connection that may have written: it is closed, or handed over to the watch with what it wrote.</summary>
/// <param name="connection">The connection.</param>
/// <param name="server">The server's name in the topology.</param>
/// <param name="propagation">Takes it over; null: it is closed.</param>
internal sealed class WritingConnection(IDirectoryConnection connection, string server, PropagationWatch? propagation) : IAsyncDisposable
{
    private readonly List<string> _written = [];

    public IDirectoryConnection Connection { get; } = connection;

    public void Wrote(string dn) => _written.Add(dn);

    public ValueTask DisposeAsync() => propagation is null
        ? Connection.DisposeAsync()
        : new ValueTask(propagation.TakeOverAsync(Connection, server, _written));
}
