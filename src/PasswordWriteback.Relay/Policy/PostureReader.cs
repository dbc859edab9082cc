using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Policy;

/// <summary>What the relay says of itself: who may let it write, and what it could.</summary>
internal static class PostureReader
{
    public static async Task<RelayPosture> ReadAsync(
        IDirectoryConnector connector, DirectoryForest forest, PolicyState policy, CancellationToken cancellationToken)
    {
        var (rights, unread) = await new OwnRightsReader(connector).ReadAsync(forest, cancellationToken).ConfigureAwait(false);
        return new RelayPosture(policy.Policy.WritingMode, policy.Hash, policy.Problem, rights, unread);
    }
}
