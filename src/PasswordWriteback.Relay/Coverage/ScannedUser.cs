using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>A user account as a scan reads it. Values that were not returned are null, empty or false.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="SamAccountName">Logon name.</param>
/// <param name="ObjectClass">Most specific structural class.</param>
/// <param name="Sid">SID; null when not returned.</param>
/// <param name="Descriptor">DACL, in binary form; null when not returned.</param>
/// <param name="AccountControl">userAccountControl; null when not returned.</param>
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
    long? AccountControl,
    bool AdminCount,
    uint? PrimaryGroup,
    bool HasServicePrincipalName,
    bool IsCritical)
{
    private const long AccountDisabled = 0x2;
    private const long SmartCardRequired = 0x4_0000;
    private const string ResultantPolicy = "msDS-ResultantPSO";

    /// <summary>Normal user accounts of any class; computers, managed service accounts and trusts have other types (MS-SAMR 2.2.1.9).</summary>
    private const string Filter = "(sAMAccountType=805306368)";

    // Pages are what a scan holds in memory, descriptors above all: smaller ones than Active Directory's own limit cost no time.
    private const int PageSize = 250;

    private static readonly string[] Attributes =
    [
        "objectClass", "objectSid", "nTSecurityDescriptor", "userAccountControl", "adminCount", "primaryGroupID",
        "servicePrincipalName", "isCriticalSystemObject", "sAMAccountName", "pwdLastSet",
    ];

    /// <summary>Whether the account is enabled. Where userAccountControl is not returned, it counts as such, and is unreadable.</summary>
    public bool Enabled => ((AccountControl ?? 0) & AccountDisabled) == 0;

    /// <summary>Whether it signs in by smart card only.</summary>
    public bool SmartCardOnly => ((AccountControl ?? 0) & SmartCardRequired) != 0;

    /// <summary>pwdLastSet; <see cref="DateTimeOffset.MinValue"/> for 0 (must change at next sign-in), null when not returned.</summary>
    public DateTimeOffset? PasswordLastSet { get; init; }

    /// <summary>The password settings object that holds for it (msDS-ResultantPSO); null: none, or it was not asked for or returned.</summary>
    public string? PasswordSettings { get; init; }

    private static readonly string[] OfEveryUser = ["sAMAccountName", "objectClass", "objectSid", "userAccountControl", "primaryGroupID"];

    /// <summary>Attributes that every user has and that were not returned.</summary>
    public IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>Whether Entra Connect's standard rules would synchronize it: no system account, none of Entra Connect's own.</summary>
    public bool IsSynchronizable => !IsCritical
        && !SamAccountName.StartsWith("MSOL_", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.StartsWith("AAD_", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.Equals("krbtgt", StringComparison.OrdinalIgnoreCase)
        && !SamAccountName.StartsWith("krbtgt_", StringComparison.OrdinalIgnoreCase);

    /// <summary>A search for the users at or below a distinguished name.</summary>
    /// <param name="baseDn">Where.</param>
    /// <param name="withPasswordSettings">Also ask which password settings object holds for each: the server works that out user by user.</param>
    public static DirectorySearch Search(string baseDn, bool withPasswordSettings = false) =>
        new(baseDn, SearchDepth.Subtree, Filter, withPasswordSettings ? [.. Attributes, ResultantPolicy] : Attributes) { PageSize = PageSize };

    /// <summary>A search for the same users that returns nothing of them: to count them.</summary>
    public static DirectorySearch SearchNames(string baseDn) => new(baseDn, SearchDepth.Subtree, Filter, ["1.1"]);

    /// <summary>A search for those of them that are <see cref="IsSynchronizable"/>, which returns nothing of them: to see whether there is one.</summary>
    public static DirectorySearch SearchSynchronizable(string baseDn) => SearchNames(baseDn) with
    {
        Filter = $"(&{Filter}(!(isCriticalSystemObject=TRUE))(!(sAMAccountName=MSOL_*))(!(sAMAccountName=AAD_*))(!(sAMAccountName=krbtgt))(!(sAMAccountName=krbtgt_*)))",
    };

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
            entry.GetInteger("userAccountControl"),
            entry.GetInteger("adminCount") is 1,
            entry.GetInteger("primaryGroupID") is { } group ? (uint)group : null,
            entry.GetStrings("servicePrincipalName").Count > 0,
            string.Equals(entry.GetString("isCriticalSystemObject"), bool.TrueString, StringComparison.OrdinalIgnoreCase))
        {
            PasswordLastSet = entry.GetInteger("pwdLastSet") is { } set ? FileTime(set) : null,
            PasswordSettings = entry.GetString(ResultantPolicy),
            Missing = [.. OfEveryUser.Where(attribute => entry.GetBytes(attribute) is null)],
        };
    }

    // 0 and -1 are no times: the password has to be changed, or was set by a request that is not carried out yet.
    private static DateTimeOffset FileTime(long value) => value is > 0 and < 2_650_467_743_999_999_999
        ? new DateTimeOffset(DateTime.FromFileTimeUtc(value))
        : DateTimeOffset.MinValue;
}
