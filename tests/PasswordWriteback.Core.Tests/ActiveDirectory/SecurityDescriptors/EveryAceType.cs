using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>One ACE of each type of MS-DTYP 2.4.4.1, and of types that nobody has defined yet.</summary>
internal static class EveryAceType
{
    private static readonly AceType[] WithData =
    [
        AceType.AccessAllowedCallback, AceType.AccessDeniedCallback, AceType.AccessAllowedCallbackObject, AceType.AccessDeniedCallbackObject,
        AceType.SystemAuditCallback, AceType.SystemAlarmCallback, AceType.SystemAuditCallbackObject, AceType.SystemAlarmCallbackObject,
        AceType.SystemResourceAttribute,
    ];

    /// <summary>All types 0x00 to 0x13 in this order, then 0x14 (access filter), 0x77 and 0xFF.</summary>
    public static IReadOnlyList<Ace> Aces { get; } = [.. Enumerable.Range(0, 0x14).Append(0x14).Append(0x77).Append(0xFF).Select(type => Of((AceType)type))];

    /// <summary>All of them in one list.</summary>
    public static Acl Acl { get; } = new(Aces);

    private static Ace Of(AceType type)
    {
        byte[] data = WithData.Contains(type) ? [0x61, 0x72, 0x74, 0x78, (byte)type, 0, 0xFE, 0xFF] : [];
        return AceLayouts.Of(type) switch
        {
            AceLayout.Object => AceBuilder.Build(
                type, AceFlags.ContainerInherit, AccessMask.ControlAccess, ExtendedRights.ResetPassword, SchemaGuids.User, Generated.Account, data),
            AceLayout.Plain => AceBuilder.Build(type, AceFlags.None, AccessMask.ReadProperty, null, null, TrusteeOf(type), data),
            _ => Ace.Parse([(byte)type, 0x02, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte)type]),
        };
    }

    private static Sid TrusteeOf(AceType type) => type switch
    {
        AceType.SystemMandatoryLabel => new Sid(16, 0x3000),
        AceType.SystemScopedPolicyId => new Sid(17, 1, 2, 3, 4, 5),
        AceType.SystemResourceAttribute => WellKnownSids.Everyone,
        _ => Generated.Account,
    };
}
