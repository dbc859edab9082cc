using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>schemaIDGUIDs of attributes that matter to writeback or to the reach of an account (the schema of Windows Server 2016 as Microsoft publishes it).</summary>
public static class AttributeGuids
{
    /// <summary>lockoutTime; in no property set.</summary>
    public static readonly Guid LockoutTime = new("28630ebf-41d5-11d1-a9c1-0000f80367c1");

    /// <summary>pwdLastSet; member of User-Account-Restrictions.</summary>
    public static readonly Guid PwdLastSet = new("bf967a0a-0de6-11d0-a285-00aa003049e2");

    /// <summary>userAccountControl; member of User-Account-Restrictions.</summary>
    public static readonly Guid UserAccountControl = new("bf967a68-0de6-11d0-a285-00aa003049e2");

    /// <summary>unicodePwd; in no property set.</summary>
    public static readonly Guid UnicodePwd = new("bf9679e1-0de6-11d0-a285-00aa003049e2");

    /// <summary>member; member of Membership.</summary>
    public static readonly Guid Member = new("bf9679c0-0de6-11d0-a285-00aa003049e2");

    /// <summary>memberOf; member of Membership.</summary>
    public static readonly Guid MemberOf = new("bf967991-0de6-11d0-a285-00aa003049e2");

    /// <summary>servicePrincipalName; member of Public-Information.</summary>
    public static readonly Guid ServicePrincipalName = new("f3a64788-5306-11d1-a9c5-0000f80367c1");

    /// <summary>userPrincipalName; member of Public-Information.</summary>
    public static readonly Guid UserPrincipalName = new("28630ebb-41d5-11d1-a9c1-0000f80367c1");

    /// <summary>sAMAccountName; member of General-Information.</summary>
    public static readonly Guid SamAccountName = new("3e0abfd0-126a-11d0-a060-00aa006c33ed");

    /// <summary>objectSid; member of General-Information.</summary>
    public static readonly Guid ObjectSid = new("bf9679e8-0de6-11d0-a285-00aa003049e2");

    /// <summary>msDS-PSOAppliesTo; in no property set.</summary>
    public static readonly Guid PsoAppliesTo = new("64c80f48-cdd2-4881-a86d-4e97b6f561fc");

    /// <summary>sIDHistory; member of General-Information.</summary>
    public static readonly Guid SidHistory = new("17eb4278-d167-11d0-b002-0000f80367c1");

    /// <summary>displayName; member of General-Information.</summary>
    public static readonly Guid DisplayName = new("bf967953-0de6-11d0-a285-00aa003049e2");

    /// <summary>description; member of Public-Information.</summary>
    public static readonly Guid Description = new("bf967950-0de6-11d0-a285-00aa003049e2");

    /// <summary>mail; member of Public-Information.</summary>
    public static readonly Guid Mail = new("bf967961-0de6-11d0-a285-00aa003049e2");

    /// <summary>proxyAddresses; member of Public-Information.</summary>
    public static readonly Guid ProxyAddresses = new("bf967a06-0de6-11d0-a285-00aa003049e2");

    /// <summary>accountExpires; member of User-Account-Restrictions.</summary>
    public static readonly Guid AccountExpires = new("bf967915-0de6-11d0-a285-00aa003049e2");

    /// <summary>adminCount; in no property set.</summary>
    public static readonly Guid AdminCount = new("bf967918-0de6-11d0-a285-00aa003049e2");

    /// <summary>gPLink; in no property set.</summary>
    public static readonly Guid GpLink = new("f30e3bbe-9ff0-11d1-b603-0000f80367c1");

    /// <summary>gPCFileSysPath, where the files of a Group Policy lie; in no property set.</summary>
    public static readonly Guid GpcFileSysPath = new("f30e3bc1-9ff0-11d1-b603-0000f80367c1");

    /// <summary>versionNumber of a Group Policy; in no property set.</summary>
    public static readonly Guid VersionNumber = new("bf967a76-0de6-11d0-a285-00aa003049e2");

    /// <summary>nTSecurityDescriptor; in no property set.</summary>
    public static readonly Guid NtSecurityDescriptor = new("bf9679e3-0de6-11d0-a285-00aa003049e2");

    /// <summary>minPwdAge; member of Domain-Password.</summary>
    public static readonly Guid MinPwdAge = new("bf9679c2-0de6-11d0-a285-00aa003049e2");

    /// <summary>tokenGroups; member of RAS-Information.</summary>
    public static readonly Guid TokenGroups = new("b7c69e6d-2cc7-11d2-854e-00a0c983f608");

    /// <summary>mS-DS-ConsistencyGuid, where Entra Connect keeps the source anchor; in no property set.</summary>
    public static readonly Guid ConsistencyGuid = new("23773dc2-b63a-11d2-90e1-00c04fd91ab1");

    /// <summary>msDS-KeyCredentialLink.</summary>
    public static readonly Guid KeyCredentialLink = new("5b47d60f-6090-40b2-9f37-2a4de88f3063");

    /// <summary>msDS-ExternalDirectoryObjectId; member of Personal-Information.</summary>
    public static readonly Guid ExternalDirectoryObjectId = new("bd29bf90-66ad-40e1-887b-10df070419a6");

    /// <summary>msDS-AllowedToActOnBehalfOfOtherIdentity; member of User-Account-Restrictions.</summary>
    public static readonly Guid AllowedToActOnBehalf = new("3f78c3e5-f79a-46bd-a0b8-9d18116ddc79");

    private static readonly FrozenDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [LockoutTime] = "lockoutTime",
        [PwdLastSet] = "pwdLastSet",
        [UserAccountControl] = "userAccountControl",
        [UnicodePwd] = "unicodePwd",
        [Member] = "member",
        [MemberOf] = "memberOf",
        [ServicePrincipalName] = "servicePrincipalName",
        [UserPrincipalName] = "userPrincipalName",
        [SamAccountName] = "sAMAccountName",
        [ObjectSid] = "objectSid",
        [PsoAppliesTo] = "msDS-PSOAppliesTo",
        [SidHistory] = "sIDHistory",
        [DisplayName] = "displayName",
        [Description] = "description",
        [Mail] = "mail",
        [ProxyAddresses] = "proxyAddresses",
        [AccountExpires] = "accountExpires",
        [AdminCount] = "adminCount",
        [GpLink] = "gPLink",
        [GpcFileSysPath] = "gPCFileSysPath",
        [VersionNumber] = "versionNumber",
        [NtSecurityDescriptor] = "nTSecurityDescriptor",
        [MinPwdAge] = "minPwdAge",
        [TokenGroups] = "tokenGroups",
        [ConsistencyGuid] = "mS-DS-ConsistencyGuid",
        [KeyCredentialLink] = "msDS-KeyCredentialLink",
        [ExternalDirectoryObjectId] = "msDS-ExternalDirectoryObjectId",
        [AllowedToActOnBehalf] = "msDS-AllowedToActOnBehalfOfOtherIdentity",
    }.ToFrozenDictionary();

    /// <summary>The lDAPDisplayName of an attribute; null when it is not in this table.</summary>
    public static string? NameOf(Guid guid) => Names.GetValueOrDefault(guid);
}
