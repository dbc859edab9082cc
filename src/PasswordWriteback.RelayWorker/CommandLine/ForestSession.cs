using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The forest as a command begins with it: connected and discovered.</summary>
/// <param name="Connector">Opens the connections.</param>
/// <param name="Discovered">The forest and what could not be read of it.</param>
internal sealed record ForestSession(IDirectoryConnector Connector, DiscoveredForest Discovered)
{
    public DirectoryForest Forest => Discovered.Forest;

    public static Task<ForestSession> OpenAsync(LdapOptions options, CancellationToken cancellationToken) =>
        OpenAsync(new LdapDirectoryConnector(options, TimeProvider.System), cancellationToken);

    public static async Task<ForestSession> OpenAsync(IDirectoryConnector connector, CancellationToken cancellationToken) =>
        new(connector, await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// The session with a gap for each PDC emulator that does not answer. Everything is read elsewhere then; but permissions are written
    /// there, and a password that looks wrong is checked there.
    /// </summary>
    public async Task<ForestSession> WithPdcEmulatorsAskedAsync(CancellationToken cancellationToken)
    {
        var silent = await PdcEmulatorReach.FindSilentAsync(Connector, Forest, cancellationToken).ConfigureAwait(false);
        return this with { Discovered = Discovered with { Gaps = [.. Discovered.Gaps, .. silent] } };
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

    /// <summary>SID and name of whoever runs this. The domain controller says who that is; a name from the command line or the environment would be a claim.</summary>
    /// <exception cref="DirectoryException">It does not say.</exception>
    public async Task<(string Sid, string Name)> WhoAsync(CancellationToken cancellationToken)
    {
        var root = Forest.Domains.First(domain => domain.DnsName.Equals(Forest.RootDnsName, StringComparison.OrdinalIgnoreCase));
        var connection = await Connector.ConnectToDomainAsync(root, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await OwnIdentity.ReadNameAsync(connection, Forest, cancellationToken).ConfigureAwait(false) is var (sid, name)
                ? (sid.ToString(), name)
                : throw new DirectoryException(
                    DirectoryFault.AccessDenied,
                    connection.Server,
                    $"{connection.Server} does not say who this is, so nobody could be named in the audit.",
                    "Run it as an account of the forest, by Kerberos or with --user.");
        }
    }
}
