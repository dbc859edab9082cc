using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.PasswordPolicy;

/// <summary>Reads the password policy from the heads of the domains, on their PDC emulators.</summary>
public sealed class PasswordPolicyReader(IDirectoryConnector connector)
{
    /// <summary>The policy of every domain of the forest.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read.</exception>
    public Task<IReadOnlyList<DomainPasswordPolicy>> ReadAsync(DirectoryForest forest, CancellationToken cancellationToken)
    {
        _ = connector;
        throw new NotSupportedException("reading the password policy is not built yet");
    }
}
