namespace PasswordWriteback.Core.Findings;

/// <summary>The codes of <see cref="FindingCatalogue"/>, for use in code.</summary>
public static class FindingCodes
{
    /// <summary>The tenant synchronizes from an on-premises directory.</summary>
    public const string TenantIsHybrid = "TEN001";

    /// <summary>The app holds the Graph permissions that the checks need.</summary>
    public const string AppPermissions = "TEN002";

    /// <summary>Directory synchronization ran recently.</summary>
    public const string DirectorySyncRecent = "TEN003";

    /// <summary>The tenant owns a plan with Microsoft Entra ID P1 or P2.</summary>
    public const string QualifyingPlan = "LIC001";

    /// <summary>Every synchronized, enabled user holds a qualifying licence.</summary>
    public const string UsersLicensed = "LIC002";

    /// <summary>The subscriptions that carry writeback do not end soon.</summary>
    public const string SubscriptionsLast = "LIC003";

    /// <summary>Self-service password reset is enabled for users.</summary>
    public const string ResetEnabledForUsers = "SSP001";

    /// <summary>Password writeback is enabled under On-premises integration.</summary>
    public const string WritebackEnabledInPortal = "SSP002";

    /// <summary>Whether administrators may reset their own passwords is known.</summary>
    public const string AdministratorsMayReset = "SSP003";

    /// <summary>The surfaces that show password reset agree.</summary>
    public const string SurfacesAgree = "SSP004";

    /// <summary>The version of Entra Connect still synchronizes passwords.</summary>
    public const string ConnectVersion = "CON001";

    /// <summary>The Entra Connect server is active, not in staging mode.</summary>
    public const string ActiveConnectServer = "CON002";

    /// <summary>Password writeback is switched on in Entra Connect.</summary>
    public const string ConnectSwitch = "CON003";

    /// <summary>Nothing but the writeback switch changed in Entra Connect.</summary>
    public const string OnlySwitchChanged = "CON004";

    /// <summary>Installed and configured version of Entra Connect are the same.</summary>
    public const string ConnectVersionsAgree = "CON005";

    /// <summary>No other synchronization server could write passwords back.</summary>
    public const string OtherSynchronization = "CON006";

    /// <summary>The Entra Connect server that another forest's relay reads writes to this forest with the account that was found.</summary>
    public const string ServedElsewhere = "CON007";

    /// <summary>The relay of the forest answers.</summary>
    public const string RelayAnswers = "REL001";

    /// <summary>The relay's identity is not of tier 0.</summary>
    public const string RelayIdentity = "SEC001";

    /// <summary>The relay holds no right to write that its writing mode has no use for.</summary>
    public const string RelayRights = "SEC002";

    /// <summary>The relay's policy can be relied on.</summary>
    public const string RelayPolicy = "SEC003";

    /// <summary>Domains and domain controllers of the forest are known.</summary>
    public const string ForestDiscovered = "ADS001";

    /// <summary>The connector account is known and no witness contradicts.</summary>
    public const string ConnectorAccount = "ADS002";

    /// <summary>The forest belongs to this tenant.</summary>
    public const string TenantBinding = "ADS003";

    /// <summary>The connector account may reset passwords of users.</summary>
    public const string ResetPassword = "PER001";

    /// <summary>The connector account may change passwords of users.</summary>
    public const string ChangePassword = "PER002";

    /// <summary>The connector account may write lockoutTime of users.</summary>
    public const string WriteLockoutTime = "PER003";

    /// <summary>The connector account may write pwdLastSet of users.</summary>
    public const string WritePwdLastSet = "PER004";

    /// <summary>The connector account may unexpire passwords in the domain.</summary>
    public const string UnexpirePassword = "PER005";

    /// <summary>Nothing in the directory forbids the plan.</summary>
    public const string PlanAllowed = "PER006";

    /// <summary>The directory is as it was when the plan was made.</summary>
    public const string PlanFits = "PER007";

    /// <summary>A person has approved the plan.</summary>
    public const string PlanApproved = "PER008";

    /// <summary>Nobody else changed the descriptor while it was written.</summary>
    public const string ForeignChange = "PER009";

    /// <summary>The connector account is no administrator.</summary>
    public const string AccountIsNoAdministrator = "PER010";

    /// <summary>No scope is AdminSDHolder or another object of the system.</summary>
    public const string NoSystemObject = "PER011";

    /// <summary>The permissions of every scope can be read.</summary>
    public const string ScopesReadable = "PER012";

    /// <summary>Every scope is a domain, an organizational unit or a container.</summary>
    public const string ScopesHoldUsers = "PER013";

    /// <summary>The head of a domain is only written where the whole domain is allowed.</summary>
    public const string DomainWideAllowed = "PER014";

    /// <summary>Every scope has a DACL.</summary>
    public const string ScopesHaveDacl = "PER015";

    /// <summary>The DACL of every scope is in canonical order.</summary>
    public const string DaclsInOrder = "PER016";

    /// <summary>No ACE overrules the planned ones.</summary>
    public const string NothingOverrules = "PER017";

    /// <summary>A plan that makes many objects recompute their permissions has a time of its own.</summary>
    public const string PropagationPlanned = "PER018";

    /// <summary>Some container that Entra Connect synchronizes holds users.</summary>
    public const string ScopeHoldsUsers = "PER019";

    /// <summary>Every required domain controller has the permissions.</summary>
    public const string RequiredControllers = "RPL001";

    /// <summary>The other domain controllers have the permissions.</summary>
    public const string OtherControllers = "RPL002";

    /// <summary>Enabled users can be written back.</summary>
    public const string UsersCovered = "COV001";

    /// <summary>Protected accounts are left out by design.</summary>
    public const string ProtectedAccounts = "COV002";

    /// <summary>No account is left protected after leaving its group.</summary>
    public const string OrphanedAdminCount = "COV003";

    /// <summary>No user in scope is cut off from inherited permissions.</summary>
    public const string InheritanceBlocked = "COV004";

    /// <summary>No privileged account becomes resettable from the cloud unseen.</summary>
    public const string BlastRadiusAccepted = "BLR001";

    /// <summary>The minimum password age lets users reset on the day of a change.</summary>
    public const string MinimumPasswordAge = "POL001";

    /// <summary>The on-premises password policy that users meet is known.</summary>
    public const string PasswordPolicyKnown = "POL002";

    /// <summary>Entra Connect has onboarded the tenant for writeback.</summary>
    public const string Onboarded = "EVD001";

    /// <summary>A real reset has arrived in Active Directory in the last 30 days.</summary>
    public const string ResetArrived = "EVD002";

    /// <summary>Entra Connect listens for resets.</summary>
    public const string Listening = "EVD003";

    /// <summary>The log of Entra Connect shows no trouble of writeback that is not over.</summary>
    public const string NoOpenTrouble = "EVD004";

    /// <summary>The run came to its end.</summary>
    public const string RunCompleted = "RUN001";
}
