using System.Collections.Immutable;

namespace PasswordWriteback.Simulation.Tenant;

/// <summary>The person at the browser of a simulated tenant: who signs in, with which roles, and what they answer.</summary>
/// <param name="ObjectId">Object id of the account.</param>
/// <param name="UserPrincipalName">Name to sign in with.</param>
/// <param name="Roles">
/// Template ids of the directory roles that are active. An account without any still carries Entra's default user role in <c>wids</c>.
/// </param>
public sealed record SimulatedSignIn(Guid ObjectId, string UserPrincipalName, ImmutableArray<Guid> Roles)
{
    /// <summary>Template id of Global Administrator.</summary>
    public static readonly Guid GlobalAdministrator = new("62e90394-69f5-4237-9190-012177145e10");

    /// <summary>Template id of Privileged Role Administrator.</summary>
    public static readonly Guid PrivilegedRoleAdministrator = new("e8611ab8-c189-46e8-94e1-60213ab1f814");

    /// <summary>Template id of Cloud Application Administrator: may consent, but not to application permissions of Graph.</summary>
    public static readonly Guid CloudApplicationAdministrator = new("158c047a-c907-4556-b7ef-446551a6b5f7");

    /// <summary>The role that every member has; Entra puts it into <c>wids</c> too.</summary>
    public static readonly Guid DefaultUser = new("b79fbf4d-3ef9-4689-8143-76b194e85509");

    /// <summary>Whether they accept what the app asks for.</summary>
    public bool Consents { get; init; } = true;

    /// <summary>Whether they may consent to application permissions of Graph.</summary>
    public bool MayConsent => Roles.Contains(GlobalAdministrator) || Roles.Contains(PrivilegedRoleAdministrator);
}
