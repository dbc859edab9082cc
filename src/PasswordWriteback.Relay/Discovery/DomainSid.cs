using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>The SID of a domain, where work cannot go on without it.</summary>
internal static class DomainSid
{
    /// <exception cref="DirectoryException">Discovery could not read it, because no domain controller of the domain answered.</exception>
    public static Sid RequireSid(this DirectoryDomain domain) => Sid.TryParse(domain.Sid, out var sid)
        ? sid
        : throw new DirectoryException(
            DirectoryFault.Unreachable,
            domain.DnsName,
            $"The SID of {domain.DnsName} is unknown: none of its domain controllers answered discovery.",
            "Bring one of its domain controllers back within reach and run again; 'relay check' says what each of them answered.");
}
