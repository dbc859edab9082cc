namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>SIDs that are the same in every forest (MS-DTYP 2.4.2.4).</summary>
public static class WellKnownSids
{
    /// <summary>S-1-1-0, everyone.</summary>
    public static Sid Everyone { get; } = new(1, 0);

    /// <summary>S-1-3-0, replaced by the owner when an ACE is inherited.</summary>
    public static Sid CreatorOwner { get; } = new(3, 0);

    /// <summary>S-1-3-1, replaced by the owner's primary group when an ACE is inherited.</summary>
    public static Sid CreatorGroup { get; } = new(3, 1);

    /// <summary>S-1-3-4, stands for the owner; where an ACE names it, the owner has no rights of its own accord.</summary>
    public static Sid OwnerRights { get; } = new(3, 4);

    /// <summary>S-1-5-2, whoever comes over the network; domain controllers see nobody else over LDAP.</summary>
    public static Sid Network { get; } = new(5, 2);

    /// <summary>S-1-5-7, not signed in.</summary>
    public static Sid Anonymous { get; } = new(5, 7);

    /// <summary>S-1-5-9, domain controllers of the forest.</summary>
    public static Sid EnterpriseDomainControllers { get; } = new(5, 9);

    /// <summary>S-1-5-10, the object itself.</summary>
    public static Sid Self { get; } = new(5, 10);

    /// <summary>S-1-5-11, whoever has signed in.</summary>
    public static Sid AuthenticatedUsers { get; } = new(5, 11);

    /// <summary>S-1-5-15, users of this organization.</summary>
    public static Sid ThisOrganization { get; } = new(5, 15);

    /// <summary>S-1-5-18, the operating system.</summary>
    public static Sid LocalSystem { get; } = new(5, 18);

    /// <summary>S-1-5-32-544.</summary>
    public static Sid BuiltinAdministrators { get; } = new(5, 32, 544);

    /// <summary>S-1-5-32-545.</summary>
    public static Sid BuiltinUsers { get; } = new(5, 32, 545);

    /// <summary>S-1-5-32-546.</summary>
    public static Sid BuiltinGuests { get; } = new(5, 32, 546);

    /// <summary>S-1-5-32-548.</summary>
    public static Sid AccountOperators { get; } = new(5, 32, 548);

    /// <summary>S-1-5-32-549.</summary>
    public static Sid ServerOperators { get; } = new(5, 32, 549);

    /// <summary>S-1-5-32-550.</summary>
    public static Sid PrintOperators { get; } = new(5, 32, 550);

    /// <summary>S-1-5-32-551.</summary>
    public static Sid BackupOperators { get; } = new(5, 32, 551);

    /// <summary>S-1-5-32-552.</summary>
    public static Sid Replicator { get; } = new(5, 32, 552);

    /// <summary>S-1-5-32-554.</summary>
    public static Sid PreWindows2000CompatibleAccess { get; } = new(5, 32, 554);

    /// <summary>S-1-5-32-560.</summary>
    public static Sid WindowsAuthorizationAccess { get; } = new(5, 32, 560);
}

/// <summary>Relative identifiers of a domain's own groups and accounts (MS-DTYP 2.4.2.4): append them to the domain's SID.</summary>
public static class WellKnownRids
{
    /// <summary>The built-in administrator.</summary>
    public const uint Administrator = 500;

    /// <summary>The account that Kerberos tickets are encrypted with.</summary>
    public const uint Krbtgt = 502;

    /// <summary>Domain Admins.</summary>
    public const uint DomainAdmins = 512;

    /// <summary>Domain Users.</summary>
    public const uint DomainUsers = 513;

    /// <summary>Domain Guests.</summary>
    public const uint DomainGuests = 514;

    /// <summary>Domain Computers.</summary>
    public const uint DomainComputers = 515;

    /// <summary>Domain Controllers.</summary>
    public const uint DomainControllers = 516;

    /// <summary>Schema Admins, of the forest root domain.</summary>
    public const uint SchemaAdmins = 518;

    /// <summary>Enterprise Admins, of the forest root domain.</summary>
    public const uint EnterpriseAdmins = 519;

    /// <summary>Group Policy Creator Owners.</summary>
    public const uint GroupPolicyCreatorOwners = 520;

    /// <summary>Read-only Domain Controllers.</summary>
    public const uint ReadOnlyDomainControllers = 521;
}
