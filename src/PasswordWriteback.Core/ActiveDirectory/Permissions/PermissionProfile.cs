using static PasswordWriteback.Core.ActiveDirectory.Permissions.WritebackRight;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// A named, dated set of rights that a source says password writeback needs. Sources disagree and change;
/// a plan names the profile that it follows, so that a later reader knows which list was meant.
/// </summary>
/// <param name="Name">Stable name, for example <c>entra-2025</c>.</param>
/// <param name="Description">What the set is, one sentence.</param>
/// <param name="AsOf">The day for which the sources were read.</param>
/// <param name="Sources">Pages that name the rights.</param>
/// <param name="Rights">The rights.</param>
public sealed record PermissionProfile(
    string Name, string Description, DateOnly AsOf, IReadOnlyList<Uri> Sources, IReadOnlyList<ProfileRight> Rights)
{
    private const string InetOrgPersonSuffix = "+inetOrgPerson";

    /// <summary>Reset Password, Change Password, write lockoutTime, write pwdLastSet on descendant users, as the how-to guides of 2018 set them.</summary>
    public static PermissionProfile Guides2018 { get; } = new(
        "guides-2018",
        "Reset Password, Change Password, write lockoutTime and write pwdLastSet on descendant users.",
        new DateOnly(2018, 6, 1),
        [new Uri("https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr-writeback")],
        OnUsers(ResetPassword, ChangePassword, WriteLockoutTime, WritePwdLastSet));

    /// <summary>The three ACEs that the module ADSyncConfig writes (<c>Set-ADSyncPasswordWritebackPermissions</c>).</summary>
    public static PermissionProfile AdSyncConfig2019 { get; } = new(
        "adsyncconfig-2019",
        "The three ACEs that Set-ADSyncPasswordWritebackPermissions writes: Reset Password, lockoutTime, pwdLastSet.",
        new DateOnly(2019, 2, 1),
        [new Uri("https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-configure-ad-ds-connector-account")],
        OnUsers(ResetPassword, WriteLockoutTime, WritePwdLastSet));

    /// <summary>The rights that the tutorial lists today: those of <see cref="Guides2018"/>, and Unexpire Password on each domain head.</summary>
    public static PermissionProfile Entra2025 { get; } = new(
        "entra-2025",
        "The four rights on descendant users, and Unexpire Password on the head of the domain.",
        new DateOnly(2025, 3, 4),
        [
            new Uri("https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr-writeback"),
            new Uri("https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/password-writeback-access-rights-permissions"),
        ],
        [.. OnUsers(ResetPassword, ChangePassword, WriteLockoutTime, WritePwdLastSet), new ProfileRight(UnexpirePassword, WritebackClasses.DomainDns)]);

    /// <summary>The profile that is used when none is named.</summary>
    public static PermissionProfile Default => Entra2025;

    /// <summary>The profiles, without their inetOrgPerson forms.</summary>
    public static IReadOnlyList<PermissionProfile> All { get; } = [Guides2018, AdSyncConfig2019, Entra2025];

    /// <summary>
    /// This profile with the same rights for descendants of class inetOrgPerson, under the name <c>NAME+inetOrgPerson</c>:
    /// an ACE for <c>user</c> does not reach its subclass (MS-DTYP 2.5.3.4.1 matches the object's own class).
    /// </summary>
    public PermissionProfile WithInetOrgPerson() => Name.EndsWith(InetOrgPersonSuffix, StringComparison.Ordinal)
        ? this
        : this with
        {
            Name = Name + InetOrgPersonSuffix,
            Rights =
            [
                .. Rights,
                .. Rights.Where(right => !right.OnDomainHead).Select(right => right with { ObjectClass = WritebackClasses.InetOrgPerson }),
            ],
        };

    /// <summary>Finds a profile by name; <c>+inetOrgPerson</c> after the name adds ACEs for that class. Null when there is none.</summary>
    public static PermissionProfile? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var inetOrgPerson = name.EndsWith(InetOrgPersonSuffix, StringComparison.OrdinalIgnoreCase);
        var plain = inetOrgPerson ? name[..^InetOrgPersonSuffix.Length] : name;
        var profile = All.FirstOrDefault(candidate => candidate.Name.Equals(plain, StringComparison.OrdinalIgnoreCase));
        return inetOrgPerson ? profile?.WithInetOrgPerson() : profile;
    }

    private static ProfileRight[] OnUsers(params WritebackRight[] rights) =>
        [.. rights.Select(right => new ProfileRight(right, WritebackClasses.User))];
}
