using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tenants;

/// <summary>A Graph permission that the checks need.</summary>
/// <param name="Name">The least privileged application permission.</param>
/// <param name="Route">The route that it opens.</param>
/// <param name="AlsoGrantedBy">Broader permissions that open the same route.</param>
/// <param name="Blinds">The findings that cannot be made without it.</param>
public sealed record GraphPermission(
    string Name, string Route, IReadOnlyList<string> AlsoGrantedBy, IReadOnlyList<string> Blinds)
{
    /// <summary>Whether a set of held permissions opens the route.</summary>
    public bool IsHeld(IReadOnlyCollection<string> held) => held.Contains(Name) || AlsoGrantedBy.Any(held.Contains);
}

/// <summary>
/// The least privileged set of application permissions. Source: microsoftgraph/microsoft-graph-devx-content,
/// permissions.json, August 2026; <c>User.ReadBasic.All</c> is left out because it does not show <c>assignedPlans</c>.
/// </summary>
public static class GraphPermissions
{
    /// <summary>Opens <c>/organization</c>.</summary>
    public static GraphPermission Organization { get; } = new(
        "Organization.Read.All",
        "/organization",
        ["Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All"],
        [FindingCodes.TenantIsHybrid, FindingCodes.DirectorySyncRecent]);

    /// <summary>Opens <c>/subscribedSkus</c>.</summary>
    public static GraphPermission SubscribedSkus { get; } = new(
        "LicenseAssignment.Read.All",
        "/subscribedSkus",
        ["Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        [FindingCodes.QualifyingPlan]);

    /// <summary>Opens <c>/directory/subscriptions</c>.</summary>
    public static GraphPermission CompanySubscriptions { get; } = new(
        "Organization.Read.All",
        "/directory/subscriptions",
        ["Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        [FindingCodes.SubscriptionsLast]);

    /// <summary>Opens <c>/users</c> with licences.</summary>
    public static GraphPermission Users { get; } = new(
        "User.Read.All",
        "/users",
        ["User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        [FindingCodes.UsersLicensed, FindingCodes.WritebackEnabledInPortal]);

    /// <summary>Opens the registration report.</summary>
    public static GraphPermission RegistrationReport { get; } = new(
        "AuditLog.Read.All",
        "/reports/authenticationMethods/userRegistrationDetails",
        [],
        [FindingCodes.ResetEnabledForUsers, FindingCodes.SurfacesAgree]);

    /// <summary>Opens the audit log.</summary>
    public static GraphPermission DirectoryAudits { get; } = new(
        "AuditLog.Read.All",
        "/auditLogs/directoryAudits",
        ["Directory.Read.All"],
        [FindingCodes.WritebackEnabledInPortal, FindingCodes.SurfacesAgree]);

    /// <summary>Opens the authorization policy.</summary>
    public static GraphPermission AuthorizationPolicy { get; } = new(
        "Policy.Read.All",
        "/policies/authorizationPolicy",
        ["Policy.ReadWrite.Authorization"],
        [FindingCodes.AdministratorsMayReset]);

    /// <summary>Opens the members of a group, for tenants that count one group's users. Not needed otherwise.</summary>
    public static GraphPermission GroupMembers { get; } = new(
        "GroupMember.Read.All",
        "/groups/{id}/transitiveMembers",
        ["Group.Read.All", "Group.ReadWrite.All", "GroupMember.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
        [FindingCodes.UsersLicensed]);

    /// <summary>Opens Entra's recommendations. Optional: they are a hint.</summary>
    public static GraphPermission Recommendations { get; } = new(
        "DirectoryRecommendations.Read.All", "/directory/recommendations", ["DirectoryRecommendations.ReadWrite.All"], []);

    /// <summary>Lets the authorization policy be set. Only for tenants that ask for it.</summary>
    public static GraphPermission SetAuthorizationPolicy { get; } = new(
        "Policy.ReadWrite.Authorization", "/policies/authorizationPolicy", [], []);

    /// <summary>Opens the synchronization features. Delegated only: an app by itself cannot hold it, and nothing rests on it.</summary>
    public static GraphPermission OnPremisesSynchronization { get; } = new(
        "OnPremDirectorySynchronization.Read.All",
        "/directory/onPremisesSynchronization",
        ["OnPremDirectorySynchronization.ReadWrite.All"],
        []);

    /// <summary>What an app must be granted, one entry per route.</summary>
    public static IReadOnlyList<GraphPermission> ForApp { get; } =
        [Organization, SubscribedSkus, CompanySubscriptions, Users, RegistrationReport, DirectoryAudits, AuthorizationPolicy];
}
