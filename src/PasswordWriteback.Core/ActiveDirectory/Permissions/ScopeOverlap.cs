using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>Which scopes inherit from another scope: they are not granted a second time.</summary>
public static class ScopeOverlap
{
    /// <summary>
    /// The nearest scope above <paramref name="dn"/> from which it inherits; null when there is none, or when
    /// <paramref name="dn"/> or an object in between has a protected DACL.
    /// </summary>
    /// <param name="dn">A scope.</param>
    /// <param name="scopes">All scopes.</param>
    /// <param name="protectedDacls">Distinguished names of objects whose DACL inherits nothing; compares without regard to case.</param>
    public static string? CoveringScope(string dn, IReadOnlyCollection<string> scopes, IReadOnlySet<string> protectedDacls)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        ArgumentNullException.ThrowIfNull(protectedDacls);
        if (protectedDacls.Contains(dn))
        {
            return null;
        }

        foreach (var ancestor in DistinguishedName.Ancestors(dn, string.Empty))
        {
            if (scopes.FirstOrDefault(scope => DistinguishedName.Same(scope, ancestor)) is { } scope)
            {
                return scope;
            }

            if (protectedDacls.Contains(ancestor))
            {
                return null;
            }
        }

        return null;
    }
}
