using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Looks in the directory for other servers that could write passwords back.</summary>
/// <param name="connector">Opens connections to domain controllers.</param>
public sealed class SyncServerFinder(IDirectoryConnector connector)
{
    private const string CloudSyncAccount = "(&(objectClass=msDS-GroupManagedServiceAccount)(sAMAccountName=provAgentgMSA*))";

    /// <summary>What the forest shows; null when one of its domains could not be asked.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="server">The Entra Connect server that is known already; null when there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ConnectSurroundings?> FindAsync(DirectoryForest forest, string? server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var others = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var cloudSync = false;
        var gaps = new List<string>();
        try
        {
            foreach (var domain in forest.Domains)
            {
                var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    var accounts = await AccountLookup.CandidatesAsync(connection, domain, [], cancellationToken).ConfigureAwait(false);
                    gaps.AddRange((await DomainView.ReadAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false)).Gaps);
                    gaps.AddRange(accounts.Where(account => account.Enabled && account.Description is null)
                        .Select(account => $"{account.LogonName} shows no description {Unreadable.Words("description", Unreadable.ReadProperty, "this identity")}."));
                    others.UnionWith(accounts.Where(account => account.Enabled).Select(account => ConnectorDescription.Parse(account.Description)?.Server).OfType<string>());
                    var found = await connection.ReadAllAsync(
                        new DirectorySearch(domain.Dn, SearchDepth.Subtree, CloudSyncAccount, ["sAMAccountName"]), cancellationToken).ConfigureAwait(false);
                    cloudSync |= found.Count > 0;
                }
            }
        }
        catch (DirectoryException)
        {
            return null;
        }

        others.RemoveWhere(other => other.Equals(server, StringComparison.OrdinalIgnoreCase));
        return new ConnectSurroundings([.. others], cloudSync) { Gaps = gaps.Count == 0 ? null : gaps };
    }
}
