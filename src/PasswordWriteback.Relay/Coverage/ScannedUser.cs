using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>A user account as a scan reads it. Values that were not returned are null, empty or false.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="SamAccountName">Logon name.</param>
/// <param name="ObjectClass">Most specific structural class.</param>
/// <param name="Sid">SID; null when not returned.</param>
/// <param name="Descriptor">DACL, in binary form; null when not returned.</param>
/// <param name="Enabled">Whether the account is enabled.</param>
/// <param name="AdminCount">Whether adminCount is 1.</param>
/// <param name="PrimaryGroup">RID of the primary group; null when not returned.</param>
/// <param name="HasServicePrincipalName">Whether services run under it.</param>
/// <param name="IsCritical">Part of the system (isCriticalSystemObject): never synchronized by Entra Connect.</param>
internal sealed record ScannedUser(
    string Dn,
    string SamAccountName,
    string ObjectClass,
    Sid? Sid,
    byte[]? Descriptor,
    bool Enabled,
    bool AdminCount,
    uint? PrimaryGroup,
    bool HasServicePrincipalName,
    bool IsCritical)
{
    private const long AccountDisabled = 0x2;

    /// <summary>Normal user accounts of any class; computers, managed service accounts and trusts have other types (MS-SAMR 2.2.1.9).</summary>
    private const string Filter = "(sAMAccountType=805306368)";

    private static readonly string[] Attributes =
    [
        "objectClass", "objectSid", "nTSecurityDescriptor", "userAccountControl", "adminCount", "primaryGroupID",
        "servicePrincipalName", "isCriticalSystemObject", "sAMAccountName",
    ];

    /// <summary>Whether Entra Connect's standard rules would synchronize it: no system account, none of Entra Connect's own.</summary>
    public bool IsSynchronizable => !IsCritical
        && !SamAccountName.StartsWith("MSOL_", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.StartsWith("AAD_", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.Equals("krbtgt", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.StartsWith("krbtgt_", StringComparison.OrdinalIgnoreCase);

    /// <summary>A search for the users at or below a distinguished name.</summary>
    public static DirectorySearch Search(string baseDn) => new(baseDn, SearchDepth.Subtree, Filter, Attributes);

    /// <summary>Reads an entry of <see cref="Search"/>.</summary>
    public static ScannedUser From(DirectoryEntry entry)
    {
        var classes = entry.GetStrings("objectClass");
        return new ScannedUser(
            entry.Dn,
            entry.GetString("sAMAccountName") ?? string.Empty,
            classes.Count == 0 ? string.Empty : classes[^1],
            entry.GetBytes("objectSid") is { } sid ? Sid.Read(sid) : null,
            entry.GetBytes("nTSecurityDescriptor"),
            ((entry.GetInteger("userAccountControl") ?? 0) & AccountDisabled) == 0,
            entry.GetInteger("adminCount") is 1,
            entry.GetInteger("primaryGroupID") is { } group ? (uint)group : null,
            entry.GetStrings("servicePrincipalName").Count > 0,
            string.Equals(entry.GetString("isCriticalSystemObject"), bool.TrueString, StringComparison.OrdinalIgnoreCase));
    }
}
