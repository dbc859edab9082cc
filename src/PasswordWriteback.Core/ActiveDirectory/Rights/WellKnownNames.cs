using System.Collections.Frozen;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>English names of SIDs that are the same in every forest, for sentences; a directory's own names are better where they can be had.</summary>
public static class WellKnownNames
{
    private static readonly FrozenDictionary<Sid, string> Names = new Dictionary<Sid, string>
    {
        [WellKnownSids.Everyone] = "Everyone",
        [WellKnownSids.CreatorOwner] = "CREATOR OWNER",
        [WellKnownSids.CreatorGroup] = "CREATOR GROUP",
        [WellKnownSids.OwnerRights] = "OWNER RIGHTS",
        [WellKnownSids.Network] = "NETWORK",
        [WellKnownSids.Anonymous] = "ANONYMOUS LOGON",
        [WellKnownSids.EnterpriseDomainControllers] = "ENTERPRISE DOMAIN CONTROLLERS",
        [WellKnownSids.Self] = "SELF",
        [WellKnownSids.AuthenticatedUsers] = "Authenticated Users",
        [WellKnownSids.ThisOrganization] = "This Organization",
        [WellKnownSids.LocalSystem] = "SYSTEM",
        [WellKnownSids.BuiltinAdministrators] = @"BUILTIN\Administrators",
        [WellKnownSids.BuiltinUsers] = @"BUILTIN\Users",
        [WellKnownSids.BuiltinGuests] = @"BUILTIN\Guests",
        [WellKnownSids.AccountOperators] = @"BUILTIN\Account Operators",
        [WellKnownSids.ServerOperators] = @"BUILTIN\Server Operators",
        [WellKnownSids.PrintOperators] = @"BUILTIN\Print Operators",
        [WellKnownSids.BackupOperators] = @"BUILTIN\Backup Operators",
        [WellKnownSids.Replicator] = @"BUILTIN\Replicator",
        [WellKnownSids.PreWindows2000CompatibleAccess] = @"BUILTIN\Pre-Windows 2000 Compatible Access",
        [WellKnownSids.WindowsAuthorizationAccess] = @"BUILTIN\Windows Authorization Access Group",
    }.ToFrozenDictionary();

    /// <summary>The name; null for any other SID.</summary>
    public static string? Of(Sid sid) => Names.GetValueOrDefault(sid);
}
