using System.Globalization;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>The letters of SDDL for types, flags and rights (MS-DTYP 2.5.1.1), in the order in which they are written.</summary>
internal static class SddlTokens
{
    public static readonly (string Token, AceType Value)[] Types =
    [
        ("A", AceType.AccessAllowed), ("D", AceType.AccessDenied), ("AU", AceType.SystemAudit), ("AL", AceType.SystemAlarm),
        ("OA", AceType.AccessAllowedObject), ("OD", AceType.AccessDeniedObject), ("OU", AceType.SystemAuditObject),
        ("OL", AceType.SystemAlarmObject), ("XA", AceType.AccessAllowedCallback), ("XD", AceType.AccessDeniedCallback),
        ("ZA", AceType.AccessAllowedCallbackObject), ("XU", AceType.SystemAuditCallback), ("RA", AceType.SystemResourceAttribute),
        ("SP", AceType.SystemScopedPolicyId), ("ML", AceType.SystemMandatoryLabel),
    ];

    public static readonly (string Token, AceFlags Value)[] Flags =
    [
        ("OI", AceFlags.ObjectInherit), ("CI", AceFlags.ContainerInherit), ("NP", AceFlags.NoPropagateInherit),
        ("IO", AceFlags.InheritOnly), ("ID", AceFlags.Inherited), ("CR", AceFlags.Critical),
        ("SA", AceFlags.SuccessfulAccess), ("FA", AceFlags.FailedAccess),
    ];

    public static readonly (string Token, AccessMask Value)[] Rights =
    [
        ("RP", AccessMask.ReadProperty), ("WP", AccessMask.WriteProperty), ("CR", AccessMask.ControlAccess),
        ("CC", AccessMask.CreateChild), ("DC", AccessMask.DeleteChild), ("LC", AccessMask.ListChildren),
        ("LO", AccessMask.ListObject), ("RC", AccessMask.ReadControl), ("WO", AccessMask.WriteOwner),
        ("WD", AccessMask.WriteDacl), ("SD", AccessMask.Delete), ("DT", AccessMask.DeleteTree), ("SW", AccessMask.Self),
        ("GA", AccessMask.GenericAll), ("GR", AccessMask.GenericRead), ("GW", AccessMask.GenericWrite),
        ("GX", AccessMask.GenericExecute),
    ];

    /// <summary>Rights of files and registry keys: read, never written.</summary>
    public static readonly (string Token, AccessMask Value)[] ForeignRights =
    [
        ("FA", (AccessMask)0x1F01FF), ("FR", (AccessMask)0x120089), ("FW", (AccessMask)0x120116), ("FX", (AccessMask)0x1200A0),
        ("KA", (AccessMask)0xF003F), ("KR", (AccessMask)0x20019), ("KW", (AccessMask)0x20006), ("KX", (AccessMask)0x20019),
    ];

    /// <summary>The letters of a type; 0xNN for a type that has none.</summary>
    public static string Format(AceType type)
    {
        foreach (var (token, value) in Types)
        {
            if (value == type)
            {
                return token;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"0x{(byte)type:x2}");
    }

    /// <summary>The letters of the flags.</summary>
    public static string Format(AceFlags flags) => string.Concat(Flags.Where(pair => flags.HasFlag(pair.Value)).Select(pair => pair.Token));

    /// <summary>The letters of the rights; 0x… when a bit has none.</summary>
    public static string Format(AccessMask mask)
    {
        var named = Rights.Aggregate(AccessMask.None, (all, pair) => all | pair.Value);
        return (mask & ~named) == AccessMask.None
            ? string.Concat(Rights.Where(pair => mask.HasFlag(pair.Value)).Select(pair => pair.Token))
            : string.Create(CultureInfo.InvariantCulture, $"0x{(uint)mask:x8}");
    }
}
