using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Policy;

/// <summary>
/// What an administrator of the server allows the relay: the content of <c>relay-policy.json</c>. The defaults are the safest
/// values, and what holds where there is no file: read, and write nothing.
/// </summary>
public sealed record RelayPolicy
{
    /// <summary>The policy without a file.</summary>
    public static RelayPolicy Safest { get; } = new();

    /// <summary>Who may let the relay write.</summary>
    public WritingMode WritingMode { get; init; } = WritingMode.Off;

    /// <summary>Names of the commands that are carried out, as in the contract (<c>discover</c>, <c>grantPermissions</c>, …); null: all that the other rules leave.</summary>
    public IReadOnlyList<string>? AllowedCommands { get; init; }

    /// <summary>DNS names of the domains that may be written; empty: every domain of the forest.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Distinguished names below which users are written back, and that may be written; empty: the containers that Entra Connect synchronizes and that hold users.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Whether domain heads may be written. Default: not.</summary>
    public bool DomainWide { get; init; }

    /// <summary>The permission profiles that may be written. The first is the one that plans are made with.</summary>
    public IReadOnlyList<PermissionProfile> Profiles { get; init; } = [PermissionProfile.Default];

    /// <summary>Also plan ACEs for rights that are effective through another ACE or a group. Default: not.</summary>
    public bool Explicit { get; init; }

    /// <summary>SIDs of the accounts that may be granted anything; empty: the connector account that discovery finds.</summary>
    public IReadOnlyList<string> PinnedAccounts { get; init; } = [];

    /// <summary>Privileged accounts that may become resettable from the cloud: sAMAccountName, SID or distinguished name each.</summary>
    public IReadOnlyList<string> AcceptedPrivilegedAccounts { get; init; } = [];

    /// <summary>Groups and accounts that count as tier 0 besides those that the product knows: sAMAccountName, SID or distinguished name each.</summary>
    public IReadOnlyList<string> TierZero { get; init; } = [];

    /// <summary>When the service may write; empty: at any time.</summary>
    public IReadOnlyList<MaintenanceWindow> MaintenanceWindows { get; init; } = [];

    /// <summary>Whether the switch of Entra Connect may be turned. Default: not.</summary>
    public bool ConnectSwitch { get; init; }

    /// <summary>Host names of domain controllers that a run waits for besides the PDC emulators and those of Entra Connect.</summary>
    public IReadOnlyList<string> RequiredControllers { get; init; } = [];

    /// <summary>sAMAccountName or user principal name of the synchronized, licensed, unprivileged user whose resets prove that writeback works; null: none named.</summary>
    public string? CanaryUser { get; init; }

    /// <summary>What an assessment goes by.</summary>
    public PermissionSettings Permissions => new()
    {
        Scopes = Scopes,
        Domains = Domains,
        DomainWide = DomainWide,
        Profile = Profiles[0],
        Explicit = Explicit,
        AcceptedPrivilegedAccounts = AcceptedPrivilegedAccounts,
        TierZero = TierZero,
        WritesAtAnyTime = WritingMode == WritingMode.Unattended && MaintenanceWindows.Count == 0,
    };
}
