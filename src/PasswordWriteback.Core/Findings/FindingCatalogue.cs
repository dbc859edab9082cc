using System.Collections.Frozen;
using static PasswordWriteback.Core.Findings.FindingWeight;

namespace PasswordWriteback.Core.Findings;

/// <summary>Every finding this product can make, and what each does to the verdict. The one table of its kind.</summary>
public static class FindingCatalogue
{
    /// <summary>All definitions, in the order of a report.</summary>
    public static IReadOnlyList<FindingDefinition> All { get; } =
    [
        new(FindingCodes.TenantIsHybrid, "The tenant synchronizes from an on-premises directory", Blocking),
        new(FindingCodes.AppPermissions, "The app holds the Graph permissions that the checks need", Advisory),
        new(FindingCodes.DirectorySyncRecent, "Directory synchronization ran recently", Advisory),
        new(FindingCodes.QualifyingPlan, "The tenant owns a plan with Microsoft Entra ID P1 or P2", Required),
        new(FindingCodes.UsersLicensed, "Every synchronized, enabled user holds a qualifying licence", Advisory),
        new(FindingCodes.SubscriptionsLast, "The subscriptions that carry writeback do not end soon", Advisory),
        new(FindingCodes.ResetEnabledForUsers, "Self-service password reset is enabled for users", Required),
        new(FindingCodes.WritebackEnabledInPortal, "Password writeback is enabled under On-premises integration", Required),
        new(FindingCodes.AdministratorsMayReset, "Whether administrators may reset their own passwords is known", Advisory),
        new(FindingCodes.SurfacesAgree, "The surfaces that show password reset agree", Advisory),
        new(FindingCodes.ConnectVersion, "The version of Entra Connect still synchronizes passwords", Blocking),
        new(FindingCodes.ActiveConnectServer, "The Entra Connect server is active, not in staging mode", Blocking),
        new(FindingCodes.ConnectSwitch, "Password writeback is switched on in Entra Connect", Required),
        new(FindingCodes.OnlySwitchChanged, "Nothing but the writeback switch changed in Entra Connect", Required),
        new(FindingCodes.ConnectVersionsAgree, "Installed and configured version of Entra Connect are the same", Advisory),
        new(FindingCodes.OtherSynchronization, "No other synchronization server could write passwords back", Advisory),
        new(FindingCodes.ServedElsewhere, "The Entra Connect server beside another forest's relay uses the connector account that was found", Blocking),
        new(FindingCodes.RelayAnswers, "The relay of the forest answers", Required),
        new(FindingCodes.RelayIdentity, "The relay's identity is not of tier 0", Advisory),
        new(FindingCodes.RelayRights, "The relay holds no right to write that its writing mode has no use for", Advisory),
        new(FindingCodes.RelayPolicy, "The relay's policy can be relied on", Advisory),
        new(FindingCodes.ForestDiscovered, "Domains and domain controllers of the forest are known", Required),
        new(FindingCodes.ConnectorAccount, "The connector account is known and no witness contradicts", Blocking),
        new(FindingCodes.TenantBinding, "The forest belongs to this tenant", Blocking),
        new(FindingCodes.ResetPassword, "The connector account may reset passwords of users", Required),
        new(FindingCodes.ChangePassword, "The connector account may change passwords of users", Required),
        new(FindingCodes.WriteLockoutTime, "The connector account may write lockoutTime of users", Required),
        new(FindingCodes.WritePwdLastSet, "The connector account may write pwdLastSet of users", Required),
        new(FindingCodes.UnexpirePassword, "The connector account may unexpire passwords in the domain", Required),
        new(FindingCodes.PlanAllowed, "Nothing in the directory forbids the plan", Blocking),
        new(FindingCodes.PlanFits, "The directory is as it was when the plan was made", Blocking),
        new(FindingCodes.PlanApproved, "A person has approved the plan", Required),
        new(FindingCodes.ForeignChange, "Nobody else changed the descriptor while it was written", Blocking),
        new(FindingCodes.AccountIsNoAdministrator, "The connector account is no administrator", Blocking),
        new(FindingCodes.NoSystemObject, "No scope is AdminSDHolder or another object of the system", Blocking),
        new(FindingCodes.ScopesReadable, "The permissions of every scope can be read", Blocking),
        new(FindingCodes.ScopesHoldUsers, "Every scope is a domain, an organizational unit or a container", Blocking),
        new(FindingCodes.DomainWideAllowed, "The head of a domain is only written where the whole domain is allowed", Blocking),
        new(FindingCodes.ScopesHaveDacl, "Every scope has a DACL", Blocking),
        new(FindingCodes.DaclsInOrder, "The DACL of every scope is in canonical order", Blocking),
        new(FindingCodes.NothingOverrules, "No ACE overrules the planned ones", Blocking),
        new(FindingCodes.PropagationPlanned, "A plan that makes many objects recompute their permissions has a time of its own", Advisory),
        new(FindingCodes.ScopeHoldsUsers, "Some container that Entra Connect synchronizes holds users", Blocking),
        new(FindingCodes.RequiredControllers, "Every required domain controller has the permissions", Required),
        new(FindingCodes.OtherControllers, "The other domain controllers have the permissions", Advisory),
        new(FindingCodes.UsersCovered, "Enabled users can be written back", Advisory),
        new(FindingCodes.ProtectedAccounts, "Protected accounts are left out by design", Advisory),
        new(FindingCodes.OrphanedAdminCount, "No account is left protected after leaving its group", Advisory),
        new(FindingCodes.InheritanceBlocked, "No user in scope is cut off from inherited permissions", Advisory),
        new(FindingCodes.BlastRadiusAccepted, "No privileged account becomes resettable from the cloud unseen", Blocking),
        new(FindingCodes.MinimumPasswordAge, "The minimum password age lets users reset on the day of a change", Advisory),
        new(FindingCodes.PasswordPolicyKnown, "The on-premises password policy that users meet is known", Advisory),
        new(FindingCodes.Onboarded, "Entra Connect has onboarded the tenant for writeback", Required),
        new(FindingCodes.ResetArrived, "A real reset has arrived in Active Directory in the last 30 days", Proof),
        new(FindingCodes.Listening, "Entra Connect listens for resets: its heartbeat is recent", Advisory),
        new(FindingCodes.NoOpenTrouble, "The log of Entra Connect shows no trouble of writeback that is not over", Advisory),
        new(FindingCodes.RunCompleted, "The run came to its end", Required),
    ];

    private static readonly FrozenDictionary<string, FindingDefinition> ByCode =
        All.ToFrozenDictionary(definition => definition.Code, StringComparer.Ordinal);

    /// <summary>The definition of a code.</summary>
    /// <exception cref="ArgumentException">There is no such code.</exception>
    public static FindingDefinition Get(string code) =>
        ByCode.TryGetValue(code, out var definition)
            ? definition
            : throw new ArgumentException($"'{code}' is not in the catalogue of findings.", nameof(code));
}
