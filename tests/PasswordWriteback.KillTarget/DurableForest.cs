using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.KillTarget;

/// <summary>A simulated forest in a file. What was written to it is in the file before the writer hears of it.</summary>
internal sealed class DurableForest
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Marks _marks;
    private readonly List<WrittenDacl> _writes;

    public DurableForest(string path, TimeProvider clock, Marks marks)
    {
        var stored = StoredForest.Read(path);
        var state = stored.ReadState();
        if (clock.GetUtcNow() < state.Now)
        {
            throw new InvalidOperationException($"The clock went backwards: the forest has seen {state.Now:O}.");
        }

        (_path, _clock, _marks, _writes) = (path, clock, marks, [.. stored.Writes]);
        Simulated = new SimulatedForest(state, clock);
    }

    /// <summary>The forest itself; whoever changes it calls <see cref="Save"/> after.</summary>
    public SimulatedForest Simulated { get; }

    /// <summary>Connections as an account.</summary>
    public IDirectoryConnector ConnectorFor(string account) => new Connector(this, Simulated.ConnectorFor(account));

    /// <summary>Writes the file; on return it is on disk.</summary>
    public void Save(WrittenDacl? write = null)
    {
        lock (_gate)
        {
            if (write is not null)
            {
                _writes.Add(write);
            }

            new StoredForest(_writes, ForestFile.Write(Simulated)).Save(_path);
        }
    }

    private sealed class Connector(DurableForest forest, IDirectoryConnector inner) : IDirectoryConnector
    {
        public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
            new Connection(forest, await inner.ConnectAsync(hostName, cancellationToken));

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);
    }

    private sealed class Connection(DurableForest forest, IDirectoryConnection inner) : IDirectoryConnection
    {
        private const string Phase = "GrantPermissions";

        public string Server => inner.Server;

        public IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, CancellationToken cancellationToken) =>
            inner.SearchAsync(search, cancellationToken);

        public async Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken)
        {
            forest._marks.Say(Phase, $"writing {dn}");
            await UnderwayAsync();
            await inner.WriteDaclAsync(dn, descriptor, cancellationToken);
            forest.Save(new WrittenDacl(Server, dn, forest._clock.GetUtcNow()));
            forest._marks.Say(Phase, $"stored {dn}");
            await UnderwayAsync();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        /// <summary>The request, then the answer, is on the network: a time in which the process can die.</summary>
        private Task UnderwayAsync() => Task.Delay(TimeSpan.FromSeconds(3), forest._clock);
    }
}
