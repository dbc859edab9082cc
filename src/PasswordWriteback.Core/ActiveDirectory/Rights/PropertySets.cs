using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>rightsGUIDs of property sets (win32 ADSchema, controlAccessRight objects with validAccesses 0x30). An ACE for a set covers its members.</summary>
public static class PropertySets
{
    /// <summary>User-Account-Restrictions: pwdLastSet, userAccountControl, accountExpires, ….</summary>
    public static readonly Guid UserAccountRestrictions = new("4c164200-20c0-11d0-a768-00aa006e0529");

    /// <summary>General-Information.</summary>
    public static readonly Guid GeneralInformation = new("59ba2f42-79a2-11d0-9020-00c04fc2d3cf");

    /// <summary>Public-Information.</summary>
    public static readonly Guid PublicInformation = new("e48d0154-bcf8-11d1-8702-00c04fb96050");

    /// <summary>Personal-Information.</summary>
    public static readonly Guid PersonalInformation = new("77b5b886-944a-11d1-aebd-0000f80367c1");

    /// <summary>Private-Information.</summary>
    public static readonly Guid PrivateInformation = new("91e647de-d96f-4b70-9557-d63ff4f3ccd8");

    /// <summary>User-Logon.</summary>
    public static readonly Guid UserLogon = new("5f202010-79a5-11d0-9020-00c04fc2d4cf");

    /// <summary>Membership: member, memberOf.</summary>
    public static readonly Guid Membership = new("bc0ac240-79a9-11d0-9020-00c04fc2d4cf");

    /// <summary>Domain-Password: password and lockout policy.</summary>
    public static readonly Guid DomainPassword = new("c7407360-20bf-11d0-a768-00aa006e0529");

    /// <summary>Domain-Other-Parameters.</summary>
    public static readonly Guid DomainOtherParameters = new("b8119fd0-04f6-4762-ab7a-4986c76b3f9a");

    /// <summary>Email-Information.</summary>
    public static readonly Guid EmailInformation = new("e45795b2-9455-11d1-aebd-0000f80367c1");

    /// <summary>Web-Information.</summary>
    public static readonly Guid WebInformation = new("e45795b3-9455-11d1-aebd-0000f80367c1");

    /// <summary>RAS-Information.</summary>
    public static readonly Guid RasInformation = new("037088f8-0ae1-11d2-b422-00a0c968f939");

    /// <summary>DNS-Host-Name-Attributes.</summary>
    public static readonly Guid DnsHostNameAttributes = new("72e39547-7b18-11d1-adef-00c04fd8d5cd");

    /// <summary>Terminal-Server-License-Server.</summary>
    public static readonly Guid TerminalServerLicenseServer = new("5805bc62-bdc9-4428-a5e2-856a0f4c185e");

    /// <summary>MS-TS-GatewayAccess.</summary>
    public static readonly Guid TerminalServicesGateway = new("ffa6f046-ca4b-4feb-b40d-04dfee722543");

    private static readonly FrozenDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [UserAccountRestrictions] = "User-Account-Restrictions",
        [GeneralInformation] = "General-Information",
        [PublicInformation] = "Public-Information",
        [PersonalInformation] = "Personal-Information",
        [PrivateInformation] = "Private-Information",
        [UserLogon] = "User-Logon",
        [Membership] = "Membership",
        [DomainPassword] = "Domain-Password",
        [DomainOtherParameters] = "Domain-Other-Parameters",
        [EmailInformation] = "Email-Information",
        [WebInformation] = "Web-Information",
        [RasInformation] = "RAS-Information",
        [DnsHostNameAttributes] = "DNS-Host-Name-Attributes",
        [TerminalServerLicenseServer] = "Terminal-Server-License-Server",
        [TerminalServicesGateway] = "MS-TS-GatewayAccess",
    }.ToFrozenDictionary();

    /// <summary>The name of a property set; null when it is not in this table.</summary>
    public static string? NameOf(Guid guid) => Names.GetValueOrDefault(guid);
}
