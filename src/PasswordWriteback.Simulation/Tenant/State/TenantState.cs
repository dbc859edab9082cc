using System.Collections.Immutable;
using PasswordWriteback.Core.SelfServiceReset;

namespace PasswordWriteback.Simulation.Tenant.State;

/// <summary>Everything a simulated tenant knows at one moment. Replaced as a whole when something changes.</summary>
/// <param name="TenantId">Id of the tenant.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="Domain">The verified default domain, also the suffix of its users.</param>
/// <param name="OnPremisesSyncEnabled">As in Graph: true, false (turned off), null (never).</param>
/// <param name="OnPremisesLastSync">When the last synchronization ended.</param>
/// <param name="Skus">What the tenant subscribes to.</param>
/// <param name="Users">Its users.</param>
/// <param name="GrantedPermissions">The application permissions that an administrator has consented to.</param>
/// <param name="ResetScope">Password reset, Properties.</param>
/// <param name="OnPremisesIntegration">Password reset, On-premises integration: write back passwords.</param>
/// <param name="AdministratorsMayReset"><c>authorizationPolicy.allowedToUseSSPR</c>.</param>
/// <param name="Report">What the registration report was made from, and when.</param>
/// <param name="Audits">The audit log, oldest first.</param>
public sealed record TenantState(
    Guid TenantId,
    string DisplayName,
    string Domain,
    bool? OnPremisesSyncEnabled,
    DateTimeOffset? OnPremisesLastSync,
    ImmutableArray<SimulatedSku> Skus,
    ImmutableArray<SimulatedUser> Users,
    ImmutableHashSet<string> GrantedPermissions,
    ResetScope ResetScope,
    bool OnPremisesIntegration,
    bool AdministratorsMayReset,
    ReportSource Report,
    ImmutableArray<SimulatedAudit> Audits)
{
    /// <summary>What was bought; <c>default</c> is nothing.</summary>
    public ImmutableArray<SimulatedSubscription> Subscriptions { get; init; } = [];

    /// <summary>Permissions of a signed-in person, in whose name tokens are then issued; empty: tokens are the app's.</summary>
    public ImmutableHashSet<string> DelegatedPermissions { get; init; } = [];

    /// <summary>The group that may reset when the scope is Selected.</summary>
    public Guid ResetGroup { get; init; } = new("7e57c0de-0000-4000-8000-00000000960a");

    /// <summary><c>onPremisesSynchronization.features.passwordWritebackEnabled</c>.</summary>
    public bool WritebackFeatureFlag { get; init; }

    /// <summary>The state of the recommendation <c>selfServicePasswordReset</c>; null: there is none.</summary>
    public string? Recommendation { get; init; }

    /// <summary>What goes wrong from the start; more can be injected.</summary>
    public ImmutableArray<TenantFault> Faults { get; init; } = [];

    /// <summary>Many more users that are all alike, so that a large tenant needs no list of them; null: none.</summary>
    public SimulatedCrowd? Crowd { get; init; }

    /// <summary>Whether the tenant has Entra ID P1 or P2 in any form: some reports are served to no other.</summary>
    public bool IsPremium => Skus.Any(sku => sku.CarriesEntraIdPremium && sku.CapabilityStatus is "Enabled" or "Warning");
}

/// <summary>The registration report is made now and then, so it can lag behind the setting.</summary>
/// <param name="Scope">The setting when the report was made.</param>
/// <param name="AdministratorsMayReset">The policy when the report was made.</param>
/// <param name="MadeAt">When that was.</param>
public sealed record ReportSource(ResetScope Scope, bool AdministratorsMayReset, DateTimeOffset MadeAt);

/// <summary>A product the tenant subscribes to.</summary>
/// <param name="SkuId">Id of the product.</param>
/// <param name="PartNumber">Its part number.</param>
/// <param name="CapabilityStatus"><c>Enabled</c>, <c>Warning</c>, <c>Suspended</c>, <c>Deleted</c> or <c>LockedOut</c>.</param>
/// <param name="Units">Licences that are paid for.</param>
/// <param name="Plans">Its service plans.</param>
public sealed record SimulatedSku(
    Guid SkuId, string PartNumber, string CapabilityStatus, int Units, ImmutableArray<SimulatedPlan> Plans)
{
    /// <summary><c>User</c> or <c>Company</c>.</summary>
    public string AppliesTo { get; init; } = "User";

    internal bool CarriesEntraIdPremium => Plans.Any(plan => Core.Licensing.ServicePlans.CarriesWriteback(plan.Id));
}

/// <summary>A service plan.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Service">The service it belongs to.</param>
/// <param name="ProvisioningStatus"><c>Success</c>, <c>Disabled</c>, <c>PendingInput</c>, <c>PendingActivation</c> or <c>PendingProvisioning</c>.</param>
public sealed record SimulatedPlan(Guid Id, string Name, string Service, string ProvisioningStatus = "Success");

/// <summary>Something the tenant bought.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SkuId">The product; its state and size are the product's.</param>
/// <param name="NextState">When it moves to its next state unless it is renewed.</param>
/// <param name="IsTrial">Whether it is a trial.</param>
public sealed record SimulatedSubscription(Guid Id, Guid SkuId, DateTimeOffset? NextState, bool IsTrial = false);

/// <summary>Many users that are alike.</summary>
/// <param name="Like">What each of them is like.</param>
/// <param name="Count">How many they are.</param>
public sealed record SimulatedCrowd(SimulatedUser Like, int Count);

/// <summary>A user of the tenant.</summary>
/// <param name="Id">Object id.</param>
/// <param name="UserPrincipalName">Name to sign in with.</param>
/// <param name="DisplayName">Display name.</param>
/// <param name="Enabled">Whether the account is enabled.</param>
/// <param name="Synced">Whether it is synchronized from Active Directory.</param>
/// <param name="IsAdmin">Whether it holds a directory role.</param>
/// <param name="IsGuest">Whether it is a guest.</param>
/// <param name="InResetGroup">Whether it is in the group that may reset when the scope is Selected.</param>
/// <param name="SkuId">The product it is licensed for; null when none.</param>
public sealed record SimulatedUser(
    Guid Id,
    string UserPrincipalName,
    string DisplayName,
    bool Enabled = true,
    bool Synced = true,
    bool IsAdmin = false,
    bool IsGuest = false,
    bool InResetGroup = false,
    Guid? SkuId = null)
{
    /// <summary>Service plans of the product that are turned off for this user.</summary>
    public ImmutableHashSet<Guid> DisabledPlans { get; init; } = [];
}

/// <summary>An event of the audit log of the service Self-service Password Management.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="At">When.</param>
/// <param name="Activity">What, in Entra's words.</param>
/// <param name="Succeeded">Whether it succeeded.</param>
/// <param name="Reason">Why it failed; empty when it did not.</param>
/// <param name="Target">The user.</param>
/// <param name="InitiatedBy">Who did it.</param>
public sealed record SimulatedAudit(
    Guid Id, DateTimeOffset At, string Activity, bool Succeeded, string Reason, SimulatedUser Target, string InitiatedBy);
