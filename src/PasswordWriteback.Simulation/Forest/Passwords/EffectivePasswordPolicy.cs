using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Passwords;

/// <summary>The password policy that a user meets: the winning password settings object, else the domain head (MS-SAMR 3.1.1.5).</summary>
/// <param name="MinimumAge">Minimum age.</param>
/// <param name="MaximumAge">Maximum age; null when passwords do not expire.</param>
internal sealed record EffectivePasswordPolicy(TimeSpan MinimumAge, TimeSpan? MaximumAge)
{
    /// <summary>The policy of a user on a domain controller.</summary>
    public static EffectivePasswordPolicy Of(ForestState forest, ControllerState controller, ObjectState user)
    {
        if (ResultantPolicy(forest, controller, user) is { } policy)
        {
            return new(Age(policy, "msDS-MinimumPasswordAge") ?? TimeSpan.Zero, Age(policy, "msDS-MaximumPasswordAge"));
        }

        var head = controller.Find(user.Partition);
        return head is null
            ? new(TimeSpan.Zero, null)
            : new(Age(head, "minPwdAge") ?? TimeSpan.Zero, Age(head, "maxPwdAge"));
    }

    /// <summary>
    /// The password settings object that wins for a user, or null: those linked to the user before those linked to its
    /// global groups, the lowest precedence first, then the lowest objectGUID (MS-ADTS 3.1.1.4.5.36).
    /// </summary>
    public static ObjectState? ResultantPolicy(ForestState forest, ControllerState controller, ObjectState user)
    {
        if (user.ClassName is not ("user" or "inetOrgPerson"))
        {
            return null;
        }

        var direct = PoliciesNaming(controller, user.Dn).ToList();
        return Winner(direct.Count > 0 ? direct : ThroughGroups(forest, controller, user));
    }

    /// <summary>The password settings objects that name a user or group.</summary>
    public static IEnumerable<ObjectState> PoliciesNaming(ControllerState controller, string dn)
    {
        var key = DistinguishedName.Key(dn);
        return controller.Objects.Values.Where(entry =>
            entry.ClassName == "msDS-PasswordSettings"
            && entry.Values("msDS-PSOAppliesTo").Any(value => DistinguishedName.Key(LdapValue.ToText(value)) == key));
    }

    private static IEnumerable<ObjectState> ThroughGroups(ForestState forest, ControllerState controller, ObjectState user)
    {
        if (!controller.Objects.Values.Any(entry => entry.ClassName == "msDS-PasswordSettings"))
        {
            return [];
        }

        var groups = new TokenBuilder(forest).Groups(user, controller);
        return Membership.Groups(controller)
            .Where(group => !Membership.IsDomainLocal(group) && groups.Contains(Sid.Read(group.Value("objectSid"))))
            .SelectMany(group => PoliciesNaming(controller, group.Dn));
    }

    private static ObjectState? Winner(IEnumerable<ObjectState> policies) => policies
        .OrderBy(policy => policy.Integer("msDS-PasswordSettingsPrecedence") ?? long.MaxValue)
        .ThenBy(policy => policy.Id)
        .FirstOrDefault();

    /// <summary>An age as stored, in negative 100-nanosecond intervals; the lowest number means never.</summary>
    private static TimeSpan? Age(ObjectState entry, string attribute) =>
        entry.Integer(attribute) is { } stored && stored != long.MinValue ? TimeSpan.FromTicks(-stored) : null;
}
