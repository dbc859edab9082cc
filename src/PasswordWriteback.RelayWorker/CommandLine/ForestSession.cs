using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The forest as a command begins with it: connected and discovered.</summary>
/// <param name="Connector">Opens the connections.</param>
/// <param name="Discovered">The forest and what could not be read of it.</param>
internal sealed record ForestSession(IDirectoryConnector Connector, DiscoveredForest Discovered)
{
    public DirectoryForest Forest => Discovered.Forest;

    public static async Task<ForestSession> OpenAsync(LdapOptions options, CancellationToken cancellationToken)
    {
        var connector = new LdapDirectoryConnector(options, TimeProvider.System);
        return new ForestSession(connector, await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false));
    }

    public Task<Reading<ConnectorAccount>> FindAccountAsync(string? named, CancellationToken cancellationToken) =>
        new ConnectorAccountFinder(Connector).FindAsync(Forest, new ConnectorAccountHint(named), cancellationToken);

    /// <summary>The account, where a command cannot go on without.</summary>
    /// <exception cref="DirectoryException">It is not known.</exception>
    public async Task<ConnectorAccount> RequireAccountAsync(string? named, CancellationToken cancellationToken)
    {
        var account = await FindAccountAsync(named, cancellationToken).ConfigureAwait(false);
        return account.IsKnown
            ? account.Value
            : throw new DirectoryException(
                DirectoryFault.NoSuchObject, Forest.RootDnsName, account.UnknownReason, "Name the connector account with --account.");
    }
}
