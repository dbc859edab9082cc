namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A container that policies are linked to.</summary>
/// <param name="Dn">Distinguished name of the site, domain or organizational unit.</param>
/// <param name="Links">Its links in stored order.</param>
/// <param name="BlocksInheritance">Bit 0 of gPOptions: links of containers above have no effect unless they are enforced.</param>
/// <param name="IsShown">False: this identity may not see its links, so there may be some.</param>
public sealed record LinkedContainer(string Dn, IReadOnlyList<GroupPolicyLink> Links, bool BlocksInheritance, bool IsShown = true);

/// <summary>A policy that reaches a computer.</summary>
/// <param name="PolicyDn">Distinguished name of the policy.</param>
/// <param name="ContainerDn">Where it is linked.</param>
/// <param name="IsEnforced">Whether the link is enforced.</param>
public sealed record AppliedPolicy(string PolicyDn, string ContainerDn, bool IsEnforced);

/// <summary>In which order policies reach a computer (MS-GPOL 3.2.5.1.5). Security filtering and WMI filters are not part of it.</summary>
public static class GroupPolicyOrder
{
    /// <summary>Orders links. A setting of a later policy overrides that of an earlier one.</summary>
    /// <param name="containers">From far to near: site, domain, organizational units from the domain down.</param>
    public static IReadOnlyList<AppliedPolicy> Of(IReadOnlyList<LinkedContainer> containers)
    {
        ArgumentNullException.ThrowIfNull(containers);
        var blocking = containers.Count - 1;
        while (blocking > 0 && !containers[blocking].BlocksInheritance)
        {
            blocking--;
        }

        // Enforced links win in the reverse order: what is further away is applied later.
        return
        [
            .. containers.Skip(Math.Max(blocking, 0)).SelectMany(container => Links(container, enforced: false)),
            .. containers.Reverse().SelectMany(container => Links(container, enforced: true)),
        ];
    }

    private static IEnumerable<AppliedPolicy> Links(LinkedContainer container, bool enforced) => container.Links
        .Where(link => !link.IsDisabled && link.IsEnforced == enforced)
        .Select(link => new AppliedPolicy(link.PolicyDn, container.Dn, enforced));
}
