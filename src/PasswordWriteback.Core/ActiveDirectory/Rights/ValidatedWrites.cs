using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>rightsGUIDs of validated writes (win32 ADSchema, controlAccessRight objects with validAccesses 8).</summary>
public static class ValidatedWrites
{
    /// <summary>Self-Membership: add or remove oneself.</summary>
    public static readonly Guid SelfMembership = new("bf9679c0-0de6-11d0-a285-00aa003049e2");

    /// <summary>Validated-DNS-Host-Name.</summary>
    public static readonly Guid DnsHostName = new("72e39547-7b18-11d1-adef-00c04fd8d5cd");

    /// <summary>Validated-SPN.</summary>
    public static readonly Guid ServicePrincipalName = new("f3a64788-5306-11d1-a9c5-0000f80367c1");

    private static readonly FrozenDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [SelfMembership] = "Self-Membership",
        [DnsHostName] = "Validated-DNS-Host-Name",
        [ServicePrincipalName] = "Validated-SPN",
    }.ToFrozenDictionary();

    /// <summary>The name of a validated write; null when it is not in this table.</summary>
    public static string? NameOf(Guid guid) => Names.GetValueOrDefault(guid);
}
