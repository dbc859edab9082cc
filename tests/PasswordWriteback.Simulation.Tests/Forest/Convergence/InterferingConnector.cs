using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>Lets something happen right before or right after each write that goes through it, and counts the writes.</summary>
internal sealed class InterferingConnector(IDirectoryConnector inner) : IDirectoryConnector
{
    public Func<Task>? BeforeWrite { get; set; }

    public Func<Task>? AfterWrite { get; set; }

    public int Writes { get; private set; }

    public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
        new Connection(this, await inner.ConnectAsync(hostName, cancellationToken));

    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);

    private sealed class Connection(InterferingConnector owner, IDirectoryConnection inner) : IDirectoryConnection
    {
        public string Server => inner.Server;

        public IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, CancellationToken cancellationToken) =>
            inner.SearchAsync(search, cancellationToken);

        public async Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken)
        {
            owner.Writes++;
            await (owner.BeforeWrite?.Invoke() ?? Task.CompletedTask);
            await inner.WriteDaclAsync(dn, descriptor, cancellationToken);
            await (owner.AfterWrite?.Invoke() ?? Task.CompletedTask);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
