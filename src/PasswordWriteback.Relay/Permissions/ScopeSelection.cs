using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Which objects are assessed: those that were named, else the containers that Entra Connect synchronizes, else the domain heads.</summary>
internal static class ScopeSelection
{
    /// <summary>The requested scopes, by domain.</summary>
    /// <exception cref="DirectoryException">A scope lies in no domain of the forest.</exception>
    public static IReadOnlyList<(DirectoryDomain Domain, IReadOnlyList<string> Scopes)> Select(AssessmentRequest request)
    {
        var scopes = request.Settings.Scopes.Count > 0 ? request.Settings.Scopes : FromConnect(request);
        if (scopes.Count == 0)
        {
            scopes = [.. request.Forest.Domains.Select(domain => domain.Dn)];
        }

        return
        [
            .. scopes
                .Select(scope => scope.Trim())
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .GroupBy(scope => DomainOf(request.Forest, scope))
                .Select(group => (group.Key, (IReadOnlyList<string>)[.. group])),
        ];
    }

    private static IReadOnlyList<string> FromConnect(AssessmentRequest request) =>
    [
        .. request.Connect?.Connectors
            .Where(connector => connector.Forest.Equals(request.Forest.RootDnsName, StringComparison.OrdinalIgnoreCase))
            .SelectMany(connector => connector.Containers) ?? [],
    ];

    private static DirectoryDomain DomainOf(DirectoryForest forest, string scope) => forest.Domains
        .Where(domain => DistinguishedName.IsAtOrBelow(scope, domain.Dn))
        .MaxBy(domain => domain.Dn.Length) ?? throw new DirectoryException(
            DirectoryFault.NoSuchObject,
            forest.RootDnsName,
            $"'{scope}' lies in no domain of the forest {forest.RootDnsName}.",
            $"Name an object below {string.Join(" or ", forest.Domains.Select(domain => domain.Dn))}.");
}
