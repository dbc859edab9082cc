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
        return new RelayPosture(
            policy.Policy.WritingMode, policy.Hash, policy.Problem, [.. rights, .. OnThisServer(policy.Path, Environment.IsPrivilegedProcess)], unread);
    }

    /// <summary>A policy cannot bind an identity that may write it. Null path: the policy is in no file.</summary>
    public static IReadOnlyList<OwnRight> OnThisServer(string? policyFile, bool isPrivileged) => policyFile is not null && isPrivileged
        ? [new OwnRight(policyFile, $"the service runs as {(OperatingSystem.IsWindows() ? "SYSTEM or an administrator" : "root")} of {Environment.MachineName} and may change its own policy; run it as an account that may not")]
        : [];
}
