using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Finds the account that Entra Connect writes with, and the witnesses for it (design: any one suffices, a contradiction refuses).</summary>
/// <param name="connector">Opens the connections.</param>
public sealed class ConnectorAccountFinder(IDirectoryConnector connector)
{
    /// <summary>Finds the account. Unknown, with the reason, when none is found, several are, or witnesses contradict each other.</summary>
    /// <exception cref="DirectoryException">A domain does not answer.</exception>
    public Task<Reading<ConnectorAccount>> FindAsync(
        DirectoryForest forest, ConnectorAccountHint hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(hint);
        _ = connector;
        return Task.FromResult(Reading.NotBuilt<ConnectorAccount>("finding the connector account"));
    }
}
