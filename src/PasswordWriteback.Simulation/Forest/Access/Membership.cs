using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Access;

/// <summary>Who is in which group, on one domain controller: links in <c>member</c>, and the primary group.</summary>
internal static class Membership
{
    private const long DomainLocal = 4;

    /// <summary>The members of a group that this domain controller holds.</summary>
    public static IEnumerable<ObjectState> DirectMembers(ControllerState controller, ObjectState group)
    {
        var linked = group.Values("member").Select(value => controller.Find(LdapValue.ToText(value))).OfType<ObjectState>();
        return group.Value("objectSid") is { } bytes && Sid.Read(bytes) is { DomainSid: not null } sid
            ? linked.Concat(controller.Objects.Values.Where(entry => HasPrimaryGroup(entry, sid)))
            : linked;
    }

    /// <summary>Names of the groups of a domain whose <c>member</c> names the object; the primary group is not among them.</summary>
    public static IEnumerable<ObjectState> GroupsThatName(ControllerState controller, string dn)
    {
        var key = DistinguishedName.Key(dn);
        return Groups(controller).Where(group =>
            group.Values("member").Any(value => DistinguishedName.Key(LdapValue.ToText(value)) == key));
    }

    /// <summary>All groups that a domain controller holds.</summary>
    public static IEnumerable<ObjectState> Groups(ControllerState controller) =>
        controller.Objects.Values.Where(entry => entry.ClassName == "group");

    /// <summary>Whether a group counts on its own domain's controllers only.</summary>
    public static bool IsDomainLocal(ObjectState group) => ((group.Integer("groupType") ?? 0) & DomainLocal) != 0;

    private static bool HasPrimaryGroup(ObjectState entry, Sid group) =>
        entry.Integer("primaryGroupID") == group.Rid
        && entry.Value("objectSid") is { } bytes && Sid.Read(bytes).DomainSid == group.DomainSid;
}
