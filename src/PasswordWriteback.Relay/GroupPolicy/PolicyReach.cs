using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>What of a chain of links reaches one domain controller.</summary>
/// <param name="Policies">In the order in which they are applied; the last one wins. Those of other computers are not among them.</param>
/// <param name="Filtered">Names of linked policies that security filtering keeps away.</param>
/// <param name="Off">Names of linked policies whose computer part is off, or was never written.</param>
/// <param name="Absent">Distinguished names of policies that are linked and proven not to exist.</param>
public sealed record Reach(
    IReadOnlyList<ReachingPolicy> Policies, IReadOnlyList<string> Filtered, IReadOnlyList<string> Off, IReadOnlyList<string> Absent);

/// <summary>
/// Which linked policies reach a domain controller: those that exist, whose computer part is on and is not empty, and that its token
/// may apply (MS-GPOL 3.2.5.1.6). A WMI filter is decided on the computer itself, so here it is a doubt.
/// </summary>
/// <param name="connector">Opens the connections for tokens.</param>
/// <param name="connection">A domain controller of that domain.</param>
/// <param name="forest">The forest.</param>
/// <param name="domain">The domain.</param>
public sealed class PolicyReach(IDirectoryConnector connector, IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain)
{
    private readonly GroupPolicyReader _reader = new(connection);
    private readonly Dictionary<string, GroupPolicyObject?> _policies = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, bool> _absent = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenSids> _tokens = new(StringComparer.OrdinalIgnoreCase);
    private readonly Sid _domainSid = domain.RequireSid();

    /// <summary>Filters links for one domain controller.</summary>
    /// <param name="order">The links in the order in which they are applied.</param>
    /// <param name="computer">Distinguished name of its computer object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public async Task<Reach> FilterAsync(IReadOnlyList<AppliedPolicy> order, string computer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var policies = new List<ReachingPolicy>();
        var filtered = new List<string>();
        var off = new List<string>();
        var absent = new List<string>();
        foreach (var link in order)
        {
            if (!_policies.TryGetValue(link.PolicyDn, out var policy))
            {
                _policies[link.PolicyDn] = policy = await _reader.ReadAsync(link.PolicyDn, cancellationToken).ConfigureAwait(false);
            }

            if (policy is null && await IsAbsentAsync(link.PolicyDn, cancellationToken).ConfigureAwait(false))
            {
                absent.Add(link.PolicyDn);
            }
            else if (policy is null)
            {
                policies.Add(new ReachingPolicy(link, policy, $"Group Policy {link.PolicyDn} is linked, but not there or not shown to this identity."));
            }
            else if (!policy.IsForComputers || policy.IsEmptyForComputers)
            {
                off.Add(policy.Name);
            }
            else
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

        return new Reach(policies, filtered, off, absent);
    }

    // Only the domain's own controllers know what is not in it.
    private async Task<bool> IsAbsentAsync(string dn, CancellationToken cancellationToken)
    {
        if (!_absent.TryGetValue(dn, out var isAbsent))
        {
            _absent[dn] = isAbsent = DistinguishedName.IsAtOrBelow(dn, domain.Dn)
                && await Absence.IsProvenAsync(connection, dn, cancellationToken).ConfigureAwait(false);
        }

        return isAbsent;
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
