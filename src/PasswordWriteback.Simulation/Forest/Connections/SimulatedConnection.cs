using System.Runtime.CompilerServices;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>A connection to one simulated domain controller. Each request meets the forest as it is at that moment.</summary>
internal sealed class SimulatedConnection(SimulatedForest forest, string hostName, string account) : IDirectoryConnection
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Server => hostName;

    /// <inheritdoc />
    public async IAsyncEnumerable<DirectoryEntry> SearchAsync(
        DirectorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var entries = await Ask((state, _, controller) => search.BaseDn.Length == 0
            ? [RootDse.Read(state, controller, Token(controller), search.Attributes, _written)]
            : DirectoryReader.Search(state, controller, Token(controller), search)).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc />
    public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Ask((state, writer, controller) =>
        {
            DaclWriter.Write(state, writer, controller, Token(controller), dn, descriptor.Span);
            return _written.Add(DistinguishedName.Key(dn));
        });
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Ask<T>(Func<ForestState, OriginatingWriter, ControllerState, T> question)
    {
        try
        {
            return Task.FromResult(forest.Use((state, writer) => question(state, writer, SimulatedConnector.Reach(state, hostName))));
        }
        catch (DirectoryException fault)
        {
            return Task.FromException<T>(fault);
        }
    }

    private Core.ActiveDirectory.Rights.AccessToken Token(ControllerState controller) =>
        forest.TokenOf(account, controller) ?? throw DirectoryFaults.Credentials(hostName, account);
}
