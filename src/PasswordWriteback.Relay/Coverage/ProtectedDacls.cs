using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>The containers of a domain whose DACL inherits nothing: they cut users off from what is granted above.</summary>
/// <param name="names">Their distinguished names; compares without regard to case.</param>
internal sealed class ProtectedDacls(IReadOnlySet<string> names)
{
    /// <summary>Their distinguished names; compares without regard to case.</summary>
    public IReadOnlySet<string> Names => names;

    /// <summary>The nearest object above <paramref name="dn"/> and below <paramref name="scope"/> that blocks inheritance; null when none does.</summary>
    public string? Blocking(string dn, string scope) => names.Count == 0
        ? null
        : DistinguishedName.Ancestors(dn, scope).FirstOrDefault(ancestor => names.Contains(ancestor) && !DistinguishedName.Same(ancestor, scope));
}
