using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Replication;

/// <summary>The accounts and groups that AdminSDHolder protects (Windows Server, Appendix C; MS-ADTS 3.1.1.6.1.1).</summary>
internal static class ProtectedObjects
{
    /// <summary>Groups that are protected together with everyone in them.</summary>
    private static readonly uint[] BuiltinGroups = [544, 548, 549, 550, 551, 552];
    private static readonly uint[] DomainGroups = [512, 518, 519];

    /// <summary>Groups that are protected themselves, but whose members (domain controllers) are not; and two accounts.</summary>
    private static readonly uint[] Alone = [500, 502, 516, 521];

    /// <summary>The protected objects of a domain as a domain controller sees them, in the order of their names.</summary>
    public static IReadOnlyList<ObjectState> Of(ControllerState controller, DomainState domain)
    {
        var domainSid = Sid.Parse(domain.Sid);
        var bySid = controller.Objects.Values
            .Where(entry => entry.Value("objectSid") is not null && InDomain(entry, domain))
            .GroupBy(entry => Sid.Read(entry.Value("objectSid")))
            .ToDictionary(group => group.Key, group => group.First());
        var roots = BuiltinGroups.Select(rid => new Sid(5, 32, rid)).Concat(DomainGroups.Select(rid => domainSid.Append(rid)));
        var found = new SortedDictionary<string, ObjectState>(StringComparer.Ordinal);
        var pending = new Queue<ObjectState>(roots.Where(bySid.ContainsKey).Select(sid => bySid[sid]));
        while (pending.TryDequeue(out var group))
        {
            if (!found.TryAdd(DistinguishedName.Key(group.Dn), group))
            {
                continue;
            }

            foreach (var member in Membership.DirectMembers(controller, group).Where(member => InDomain(member, domain)))
            {
                pending.Enqueue(member);
            }
        }

        foreach (var sid in Alone.Select(rid => domainSid.Append(rid)).Where(bySid.ContainsKey))
        {
            found.TryAdd(DistinguishedName.Key(bySid[sid].Dn), bySid[sid]);
        }

        return [.. found.Values.Where(entry => entry.ClassName is "user" or "inetOrgPerson" or "group")];
    }

    private static bool InDomain(ObjectState entry, DomainState domain) =>
        string.Equals(entry.Partition, domain.Dn, StringComparison.OrdinalIgnoreCase);
}
