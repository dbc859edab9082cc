using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Access;

/// <summary>
/// Makes the token that an account shows to a domain controller (MS-ADTS 5.1.3.1): itself, its SID history, primary group,
/// universal and global groups of the forest, and the domain-local and BUILTIN groups of that controller's domain.
/// </summary>
internal sealed class TokenBuilder(ForestState forest)
{
    private static readonly Sid[] Implicit = [WellKnownSids.Everyone, WellKnownSids.AuthenticatedUsers];

    /// <summary>The token of an account at a domain controller.</summary>
    public AccessToken For(ObjectState account, ControllerState at)
    {
        var sid = Sid.Read(account.Value("objectSid"));
        var history = account.Values("sIDHistory").Select(value => Sid.Read(value));
        return new AccessToken(sid, [.. history, .. Groups(account, at, Implicit)]);
    }

    /// <summary>SIDs of the groups that hold the account, over any number of steps, as they count at a domain controller.</summary>
    /// <param name="account">The account.</param>
    /// <param name="at">The domain controller.</param>
    /// <param name="alsoFor">Further SIDs whose groups count; they are looked up as foreign security principals.</param>
    public IReadOnlyCollection<Sid> Groups(ObjectState account, ControllerState at, params IReadOnlyList<Sid> alsoFor) =>
        Holding(account, [.. forest.Domains.SelectMany(domain => GroupsOf(domain, at))], alsoFor);

    /// <summary>SIDs of the global and universal groups of the forest that hold the account, over any number of steps.</summary>
    public IReadOnlyCollection<Sid> GlobalAndUniversalGroups(ObjectState account) => Holding(
        account,
        [.. forest.Domains.SelectMany(domain => Membership.Groups(forest.PdcEmulator(domain))).Where(group => !Membership.IsDomainLocal(group))],
        []);

    private HashSet<Sid> Holding(ObjectState account, List<ObjectState> groups, IReadOnlyList<Sid> alsoFor)
    {
        var holders = groups
            .SelectMany(group => group.Values("member").Select(member => (Member: DistinguishedName.Key(LdapValue.ToText(member)), group)))
            .ToLookup(pair => pair.Member, pair => pair.group);
        var sid = Sid.Read(account.Value("objectSid"));
        var primary = account.Integer("primaryGroupID") is { } rid ? sid.DomainSid?.Append((uint)rid) : null;
        var pending = new Queue<ObjectState>(groups.Where(group => SidOf(group) == primary));
        Follow(DistinguishedName.Key(account.Dn));
        foreach (var domain in forest.Domains)
        {
            foreach (var other in alsoFor)
            {
                Follow(DistinguishedName.Key($"CN={other},CN=ForeignSecurityPrincipals,{domain.Dn}"));
            }
        }

        var found = new HashSet<Sid>();
        while (pending.TryDequeue(out var group))
        {
            if (SidOf(group) is { } groupSid && found.Add(groupSid))
            {
                Follow(DistinguishedName.Key(group.Dn));
            }
        }

        return found;

        void Follow(string key)
        {
            foreach (var holder in holders[key])
            {
                pending.Enqueue(holder);
            }
        }
    }

    private IEnumerable<ObjectState> GroupsOf(DomainState domain, ControllerState at)
    {
        var own = string.Equals(at.Domain, domain.DnsName, StringComparison.OrdinalIgnoreCase);
        var groups = Membership.Groups(own ? at : forest.PdcEmulator(domain));
        return own ? groups : groups.Where(group => !Membership.IsDomainLocal(group));
    }

    private static Sid? SidOf(ObjectState entry) => entry.Value("objectSid") is { } bytes ? Sid.Read(bytes) : null;
}
