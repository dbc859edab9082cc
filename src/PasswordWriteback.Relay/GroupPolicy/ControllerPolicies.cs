using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
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
    private readonly Dictionary<string, GroupPolicyObject?> _policies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenSids> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly Sid _domainSid = domain.RequireSid();

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
                var (policies, filtered) = await FilterAsync(order, computers[controller.HostName], cancellationToken).ConfigureAwait(false);
                answers.Add((controller.HostName, policies, filtered));
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

    private async Task<(IReadOnlyList<ReachingPolicy> Policies, IReadOnlyList<string> Filtered)> FilterAsync(
        IReadOnlyList<AppliedPolicy> order, string computer, CancellationToken cancellationToken)
    {
        var policies = new List<ReachingPolicy>();
        var filtered = new List<string>();
        foreach (var link in order)
        {
            if (!_policies.TryGetValue(link.PolicyDn, out var policy))
            {
                _policies[link.PolicyDn] = policy = await _reader.ReadAsync(link.PolicyDn, cancellationToken).ConfigureAwait(false);
            }

            if (policy is null)
            {
                policies.Add(new ReachingPolicy(link, policy, $"Group Policy {link.PolicyDn} is linked, but not there or not shown to this identity."));
            }
            else if (policy.IsForComputers)
            {
                var (applies, doubt) = await AppliesAsync(policy, computer, cancellationToken).ConfigureAwait(false);
                if (applies)
                {
                    policies.Add(new ReachingPolicy(link, policy, doubt));
                }
                else
                {
                    filtered.Add(policy.Name);
                }
            }
        }

        return (policies, filtered);
    }

    private async Task<(bool Applies, string? Doubt)> AppliesAsync(GroupPolicyObject policy, string computer, CancellationToken cancellationToken)
    {
        if (policy.Permissions is not { } permissions)
        {
            return (true, $"The permissions of '{policy.Name}' are not shown to this identity, so neither is whom it applies to.");
        }

        var known = SecurityFilter.EveryController(_domainSid);
        var lets = SecurityFilter.Lets(permissions, new AccessToken(known[0], known));
        if (!SecurityFilter.IsDecidedBy(permissions, known))
        {
            if (!_tokens.TryGetValue(computer, out var token))
            {
                _tokens[computer] = token = await new TokenBuilder(connector).BuildAsync(forest, computer, domain, cancellationToken).ConfigureAwait(false);
            }

            lets = SecurityFilter.Lets(permissions, new AccessToken(token.AccountSid, [.. SecurityFilter.EveryController(_domainSid, token.AccountSid).Concat(token.Sids).Distinct()]));
            if (!lets && token.Gaps.Count > 0)
            {
                return (true, $"Whether '{policy.Name}' applies is not known: {string.Join(' ', token.Gaps)}");
            }
        }

        return (lets, lets && policy.HasWmiFilter ? $"The WMI filter of '{policy.Name}' decides on each domain controller whether it applies." : null);
    }
}
