using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>The objects that are assessed.</summary>
/// <param name="Domains">Those of each domain; a domain without any is not among them.</param>
/// <param name="LeftOut">Containers of Entra Connect that hold no user to write back, or do not exist any more. Where they are all it has, <paramref name="Domains"/> is empty.</param>
internal sealed record SelectedScopes(
    IReadOnlyList<(DirectoryDomain Domain, IReadOnlyList<string> Scopes)> Domains, IReadOnlyList<LeftOutContainer> LeftOut)
{
    /// <summary>Distinguished names of all of them.</summary>
    public IReadOnlyList<string> Names => [.. Domains.SelectMany(domain => domain.Scopes)];
}

/// <summary>
/// Which objects are assessed: those that were named; else the containers that Entra Connect synchronizes and that hold users, or may hold some, where
/// its configuration is known; else the domain heads.
/// </summary>
internal static class ScopeSelection
{
    /// <summary>Selects them. The directory is asked only about containers of Entra Connect.</summary>
    /// <exception cref="DirectoryException">A scope lies in no domain of the forest, none lies in a domain that is allowed, or a domain does not answer.</exception>
    public static async Task<SelectedScopes> SelectAsync(AssessmentRequest request, IDirectoryConnector connector, CancellationToken cancellationToken)
    {
        if (request.Settings.Scopes.Count > 0)
        {
            return new SelectedScopes(ByDomain(request.Forest, request.Settings.Scopes), []);
        }

        var connectors = request.Connect?.Connectors
            .Where(one => one.Forest.Equals(request.Forest.RootDnsName, StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        IReadOnlyList<string> containers = [.. connectors.SelectMany(one => one.Containers)];
        if (containers.Count == 0)
        {
            return new SelectedScopes(ByDomain(request.Forest, Allowed(request, [.. request.Forest.Domains.Select(domain => domain.Dn)])), []);
        }

        IReadOnlyList<string> excluded = [.. connectors.SelectMany(one => one.ExcludedContainers ?? [])];
        var domains = new List<(DirectoryDomain, IReadOnlyList<string>)>();
        var leftOut = new List<LeftOutContainer>();
        foreach (var (domain, inDomain) in ByDomain(request.Forest, Allowed(request, containers)))
        {
            var empty = await FindEmptyAsync(connector, domain, inDomain, excluded, cancellationToken).ConfigureAwait(false);
            leftOut.AddRange(empty);
            IReadOnlyList<string> kept = [.. inDomain.Where(container => !empty.Any(other => DistinguishedName.Same(other.Dn, container)))];
            if (kept.Count > 0)
            {
                domains.Add((domain, kept));
            }
        }

        return new SelectedScopes(domains, leftOut);
    }

    private static async Task<IReadOnlyList<LeftOutContainer>> FindEmptyAsync(
        IDirectoryConnector connector, DirectoryDomain domain, IReadOnlyList<string> containers, IReadOnlyList<string> excluded, CancellationToken cancellationToken)
    {
        var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var token = await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false);
            var contents = new ContainerContents(connection, domain, token, excluded);
            var empty = new List<LeftOutContainer>();
            foreach (var container in containers)
            {
                if (await contents.WhyNobodyAsync(container, cancellationToken).ConfigureAwait(false) is { } why)
                {
                    empty.Add(new LeftOutContainer(container, domain.DnsName, why));
                }
            }

            return empty;
        }
    }

    private static IReadOnlyList<string> Allowed(AssessmentRequest request, IReadOnlyList<string> scopes)
    {
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

    private static IReadOnlyList<(DirectoryDomain Domain, IReadOnlyList<string> Scopes)> ByDomain(DirectoryForest forest, IReadOnlyList<string> scopes) =>
    [
        .. scopes
            .Select(scope => scope.Trim())
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .GroupBy(scope => DomainOf(forest, scope))
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group])),
    ];

    private static DirectoryDomain DomainOf(DirectoryForest forest, string scope) => forest.Domains
        .Where(domain => DistinguishedName.IsAtOrBelow(scope, domain.Dn))
        .MaxBy(domain => domain.Dn.Length) ?? throw new DirectoryException(
            DirectoryFault.NoSuchObject,
            forest.RootDnsName,
            $"'{scope}' lies in no domain of the forest {forest.RootDnsName}.",
            $"Name an object below {string.Join(" or ", forest.Domains.Select(domain => domain.Dn))}.");
}
