using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>What a coverage group says to a person.</summary>
internal static class CoverageWords
{
    public static string Explain(CoverageVerdict verdict, IReadOnlyList<ScopeAssessment> scopes) => verdict.Reason switch
    {
        CoverageReason.Covered => "Every right of the profile reaches these users.",
        CoverageReason.ProtectedByDesign =>
            $"Members of {verdict.Where}: AdminSDHolder's descriptor is stamped on them every hour, on a new member within 60 minutes. They can change a password they know, not reset it.",
        CoverageReason.OrphanedAdminCount =>
            "adminCount is 1 and inheritance is off, but no protected group holds these users any more: AdminSDHolder closed them once and nothing opens them again.",
        CoverageReason.InheritanceBlocked when verdict.Where.Length == 0 => "Inheritance is turned off on the users themselves.",
        CoverageReason.InheritanceBlocked => $"{verdict.Where} does not inherit permissions, so that nothing granted above it reaches its users.",
        CoverageReason.DeniedByAce => $"An ACE takes a right away: {verdict.Where}.",
        CoverageReason.InetOrgPersonWithoutAces => "Users of class inetOrgPerson: ACEs for class user do not reach them.",
        CoverageReason.RightMissing when IsGranted(verdict.Where, scopes) =>
            $"{verdict.Where} grants every right, but these users have not inherited it (yet).",
        CoverageReason.RightMissing => $"{verdict.Where} does not grant every right of the profile.",
        CoverageReason.Unreadable when verdict.Where.Length > 0 => $"An ACE denies a right to somebody, and whether the account is in that group is not known: {verdict.Where}",
        CoverageReason.OutsideScope => "Outside of every scope; not counted.",
        _ => "The security descriptor could not be read.",
    };

    public static string? Remedy(CoverageVerdict verdict) => verdict.Reason switch
    {
        CoverageReason.ProtectedByDesign =>
            "None is needed: administrators reset their passwords at a domain controller or by another administrator. Never grant on AdminSDHolder.",
        CoverageReason.OrphanedAdminCount =>
            "Make sure that each is no administrator any more; then enable inheritance (Security > Advanced) and clear adminCount (Attribute Editor).",
        CoverageReason.InheritanceBlocked when verdict.Where.Length == 0 =>
            "Find out who turned it off and why; then enable inheritance on each user (Security > Advanced > Enable inheritance).",
        CoverageReason.InheritanceBlocked =>
            $"Name {verdict.Where} as a scope of its own, or enable inheritance on it (Security > Advanced > Enable inheritance).",
        CoverageReason.DeniedByAce =>
            "For 'User cannot change password' (Everyone and SELF denied): clear the box on the user's Account tab. Else remove the denying ACE where it was set.",
        CoverageReason.InetOrgPersonWithoutAces => "Plan with the profile's inetOrgPerson form, for example entra-2025+inetOrgPerson.",
        CoverageReason.RightMissing => "Plan and apply; after an apply wait for replication and for the domain controller to pass the permissions down.",
        CoverageReason.Unreadable when verdict.Where.Length > 0 => "Let the relay's identity read the groups of the connector account.",
        CoverageReason.Unreadable => "Give the relay's identity Read permissions on these users.",
        _ => null,
    };

    private static bool IsGranted(string scope, IReadOnlyList<ScopeAssessment> scopes) =>
        scopes.FirstOrDefault(candidate => DistinguishedName.Same(candidate.Dn, scope)) is { } found
        && found.Rights.All(right => right.State is RightState.Present or RightState.EffectiveThroughOther);
}
