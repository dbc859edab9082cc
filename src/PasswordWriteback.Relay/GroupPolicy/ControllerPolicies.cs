using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A policy that is linked above a domain controller.</summary>
/// <param name="Link">Where.</param>
/// <param name="Policy">The policy; null: it is not there, or not shown to this identity.</param>
/// <param name="Doubt">Why it is not known whether it applies, one sentence; null: it does.</param>
public sealed record ReachingPolicy(AppliedPolicy Link, GroupPolicyObject? Policy, string? Doubt);

/// <summary>Domain controllers that the same policies reach.</summary>
/// <param name="Site">Name of their site.</param>
/// <param name="Container">Where their computer objects lie.</param>
/// <param name="Hosts">Their host names.</param>
/// <param name="WholePlace">Whether these are all domain controllers of that site and container.</param>
/// <param name="Policies">In the order in which they are applied; the last one wins. Those of other computers are not among them.</param>
/// <param name="Filtered">Names of linked policies that security filtering keeps away from them.</param>
/// <param name="Hidden">Containers whose links this identity may not see.</param>
public sealed record ReachedControllers(
    string Site,
    string Container,
    IReadOnlyList<string> Hosts,
    bool WholePlace,
    IReadOnlyList<ReachingPolicy> Policies,
    IReadOnlyList<string> Filtered,
    IReadOnlyList<string> Hidden);

/// <summary>
/// Which policies reach the writable domain controllers of a domain: links of their site, of the domain's head and of every
/// organizational unit down to where their computer objects lie, in the order of MS-GPOL 3.2.5.1.5, less what their tokens may not apply.
/// </summary>
/// <param name="connector">Opens the connections for tokens.</param>
/// <param name="connection">A domain controller of that domain.</param>
/// <param name="forest">The forest.</param>
/// <param name="domain">The domain.</param>
public sealed class ControllerPolicies(IDirectoryConnector connector, IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain)
{
    private const string Controllers = "(&(objectCategory=computer)(userAccountControl:1.2.840.113556.1.4.803:=8192))";
    private readonly GroupPolicyReader _reader = new(connection);
    private readonly Dictionary<string, LinkedContainer> _containers = new(StringComparer.OrdinalIgnoreCase);
    private readonly PolicyReach _reach = new(connector, connection, forest, domain);

    /// <summary>Reads. Host names of writable domain controllers whose computer object was not found come back as well.</summary>
    /// <exception cref="DirectoryException">A container cannot be read.</exception>
    /// <exception cref="GroupPolicyFormatException">A gPLink is damaged.</exception>
    public async Task<(IReadOnlyList<ReachedControllers> Reached, IReadOnlyList<string> NotFound)> ReadAsync(CancellationToken cancellationToken)
    {
        var computers = await ReadComputersAsync(cancellationToken).ConfigureAwait(false);
        var writable = domain.Controllers.Where(controller => !controller.IsReadOnly).ToList();
        var reached = new List<ReachedControllers>();
        var places = writable.Where(controller => computers.ContainsKey(controller.HostName))
            .GroupBy(controller => (Site: controller.Site.ToUpperInvariant(), Container: DistinguishedName.Parent(computers[controller.HostName]).ToUpperInvariant()));
        foreach (var place in places)
        {
            var first = place.First();
            var container = DistinguishedName.Parent(computers[first.HostName]);
            var chain = await ReadChainAsync(first.Site, container, cancellationToken).ConfigureAwait(false);
            var hidden = chain.Where(link => !link.IsShown).Select(link => link.Dn).ToList();
            var order = GroupPolicyOrder.Of(chain);
            var answers = new List<(string Host, IReadOnlyList<ReachingPolicy> Policies, IReadOnlyList<string> Filtered)>();
            foreach (var controller in place)
            {
                var reach = await _reach.FilterAsync(order, computers[controller.HostName], cancellationToken).ConfigureAwait(false);
                answers.Add((controller.HostName, reach.Policies, reach.Filtered));
            }

            reached.AddRange(answers
                .GroupBy(answer => string.Join('\n', answer.Policies.Select(policy => $"{policy.Link.PolicyDn}{policy.Doubt}").Concat(answer.Filtered)), StringComparer.OrdinalIgnoreCase)
                .Select(alike => new ReachedControllers(
                    first.Site, container, [.. alike.Select(answer => answer.Host)], alike.Count() == answers.Count, alike.First().Policies, alike.First().Filtered, hidden)));
        }

        return (reached, [.. writable.Select(controller => controller.HostName).Where(host => !computers.ContainsKey(host))]);
    }

    private async Task<Dictionary<string, string>> ReadComputersAsync(CancellationToken cancellationToken)
    {
        var found = await connection.ReadAllAsync(
            new DirectorySearch(domain.Dn, SearchDepth.Subtree, Controllers, ["dNSHostName"]), cancellationToken).ConfigureAwait(false);
        var computers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var computer in found)
        {
            if (computer.GetString("dNSHostName") is { } host)
            {
                computers[host] = computer.Dn;
            }
        }

        return computers;
    }

    private async Task<IReadOnlyList<LinkedContainer>> ReadChainAsync(string site, string container, CancellationToken cancellationToken)
    {
        var chain = new List<LinkedContainer>();
        var units = new[] { container }.Concat(DistinguishedName.Ancestors(container, domain.Dn)).Where(dn => DistinguishedName.IsAtOrBelow(dn, domain.Dn)).Reverse();
        foreach (var dn in new[] { $"CN={site},CN=Sites,{forest.ConfigurationDn}" }.Concat(units))
        {
            if (!_containers.TryGetValue(dn, out var known))
            {
                _containers[dn] = known = await _reader.ReadContainerAsync(dn, cancellationToken).ConfigureAwait(false);
            }

            chain.Add(known);
        }

        return chain;
    }
}
