using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>
/// Security filtering: a policy applies to a computer that may read it and holds the extended right Apply Group Policy on it
/// (MS-GPOL 3.2.5.1.6).
/// </summary>
public static class SecurityFilter
{
    /// <summary>What every writable domain controller carries, whatever its groups.</summary>
    /// <param name="domainSid">SID of its domain.</param>
    /// <param name="computer">Its own SID; null where it does not matter.</param>
    public static IReadOnlyList<Sid> EveryController(Sid domainSid, Sid? computer = null)
    {
        ArgumentNullException.ThrowIfNull(domainSid);
        return
        [
            computer ?? domainSid.Append(WellKnownRids.DomainControllers), domainSid.Append(WellKnownRids.DomainControllers), WellKnownSids.Everyone,
            WellKnownSids.AuthenticatedUsers, WellKnownSids.EnterpriseDomainControllers, WellKnownSids.ThisOrganization,
        ];
    }

    /// <summary>Whether the permissions let the token apply the policy.</summary>
    public static bool Lets(SecurityDescriptor policy, AccessToken computer) =>
        AccessEvaluator.Evaluate(policy, computer, new RequestedRight(AccessMask.ReadProperty)).IsGranted
        && AccessEvaluator.Evaluate(policy, computer, RequestedRight.ExtendedRight(ExtendedRights.ApplyGroupPolicy)).IsGranted;

    /// <summary>
    /// Whether the answer for <paramref name="known"/> holds for whoever carries these SIDs and others besides: no entry for another
    /// trustee could turn it.
    /// </summary>
    public static bool IsDecidedBy(SecurityDescriptor policy, IReadOnlyCollection<Sid> known)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var lets = Lets(policy, new AccessToken(known.First(), known));
        return policy.Dacl is null || !policy.Dacl.Aces.Any(ace => !ace.IsInheritOnly
            && ace.Sid is { } trustee && !known.Contains(trustee)
            && (ace.Mask & (AccessMask.ReadProperty | AccessMask.ControlAccess | AccessMask.GenericAll | AccessMask.GenericRead)) != AccessMask.None
            && lets == Denies(ace.Type));
    }

    private static bool Denies(AceType type) =>
        type is AceType.AccessDenied or AceType.AccessDeniedObject or AceType.AccessDeniedCallback or AceType.AccessDeniedCallbackObject;
}
