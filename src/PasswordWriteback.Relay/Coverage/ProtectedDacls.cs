using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>The containers of a domain whose DACL inherits nothing: they cut users off from what is granted above.</summary>
internal sealed class ProtectedDacls
{
    private const string Containers =
        "(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=lostAndFound))";

    private readonly HashSet<string> _names;

    private ProtectedDacls(HashSet<string> names) => _names = names;

    /// <summary>Their distinguished names; compares without regard to case.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <summary>Reads the containers of a domain. Only the protected ones are kept.</summary>
    public static async Task<ProtectedDacls> ReadAsync(IDirectoryConnection connection, string head, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var search = new DirectorySearch(head, SearchDepth.Subtree, Containers, ["nTSecurityDescriptor"]);
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (entry.GetBytes("nTSecurityDescriptor") is { } descriptor
                && new DescriptorView(descriptor).Control.HasFlag(DescriptorControl.DaclProtected))
            {
                names.Add(entry.Dn);
            }
        }

        return new ProtectedDacls(names);
    }

    /// <summary>The nearest object above <paramref name="dn"/> and below <paramref name="scope"/> that blocks inheritance; null when none does.</summary>
    public string? Blocking(string dn, string scope) => _names.Count == 0
        ? null
        : DistinguishedName.Ancestors(dn, scope).FirstOrDefault(ancestor => _names.Contains(ancestor) && !DistinguishedName.Same(ancestor, scope));
}
