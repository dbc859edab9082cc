using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Which objects are assessed: those that were named, else the containers that Entra Connect synchronizes, else the domain heads.</summary>
internal static class ScopeSelection
{
    /// <summary>The requested scopes, by domain.</summary>
    /// <exception cref="DirectoryException">A scope lies in no domain of the forest.</exception>
    public static IReadOnlyList<(DirectoryDomain Domain, IReadOnlyList<string> Scopes)> Select(AssessmentRequest request) =>
    [
        .. Names(request)
            .Select(scope => scope.Trim())
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .GroupBy(scope => DomainOf(request.Forest, scope))
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group])),
    ];

    /// <summary>The requested scopes.</summary>
    /// <exception cref="DirectoryException">A scope of Entra Connect lies in no domain of the forest, or none lies in a domain that is allowed.</exception>
    public static IReadOnlyList<string> Names(AssessmentRequest request)
    {
        if (request.Settings.Scopes.Count > 0)
        {
            return request.Settings.Scopes;
        }

        var scopes = FromConnect(request);
        if (scopes.Count == 0)
        {
            scopes = [.. request.Forest.Domains.Select(domain => domain.Dn)];
        }

        var allowed = request.Settings.Domains;
        IReadOnlyList<string> chosen = allowed.Count == 0
            ? scopes
            : [.. scopes.Where(scope => allowed.Contains(DomainOf(request.Forest, scope).DnsName, StringComparer.OrdinalIgnoreCase))];
        return chosen.Count > 0
            ? chosen
            : throw new DirectoryException(
                DirectoryFault.NoSuchObject,
                request.Forest.RootDnsName,
                $"Nothing that Entra Connect synchronizes lies in {string.Join(" or ", allowed)}, the domains that the policy names.",
                "Correct the domains in relay-policy.json, or name scopes there.");
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
