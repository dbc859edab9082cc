using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What an administrator of the server decided about the grant: on the command line, or in the relay's policy.</summary>
public sealed record PermissionSettings
{
    /// <summary>
    /// Distinguished names below which users shall be written back. Empty: the containers that Entra Connect synchronizes
    /// and that hold users, where that is known, else the domain heads (which are assessed, but only written with <see cref="DomainWide"/>).
    /// </summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>DNS names of the domains that default scopes are taken from; empty: all of the forest.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Allows writing on the head of a domain. Default: not allowed.</summary>
    public bool DomainWide { get; init; }

    /// <summary>The rights to look for. Default: <see cref="PermissionProfile.Default"/>.</summary>
    public PermissionProfile Profile { get; init; } = PermissionProfile.Default;

    /// <summary>Also plan ACEs for rights that are effective through another ACE or a group. Default: not.</summary>
    public bool Explicit { get; init; }

    /// <summary>Privileged accounts that may become resettable from the cloud: sAMAccountName, SID or distinguished name each.</summary>
    public IReadOnlyList<string> AcceptedPrivilegedAccounts { get; init; } = [];

    /// <summary>Groups and accounts that count as tier 0 besides those that the product knows: sAMAccountName, SID or distinguished name each.</summary>
    public IReadOnlyList<string> TierZero { get; init; } = [];

    /// <summary>Whether a service writes the plan by itself at any time: then one that sets many objects in motion is refused. Default: not.</summary>
    public bool WritesAtAnyTime { get; init; }
}
