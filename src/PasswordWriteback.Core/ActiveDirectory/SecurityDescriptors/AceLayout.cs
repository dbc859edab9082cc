namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>How the bytes behind an ACE's header are laid out.</summary>
public enum AceLayout
{
    /// <summary>Not known: kept as it is.</summary>
    Opaque,

    /// <summary>Mask, SID, application data.</summary>
    Plain,

    /// <summary>Mask, flags, up to two GUIDs, SID, application data.</summary>
    Object,
}

/// <summary>What an ACE's type says.</summary>
public static class AceLayouts
{
    /// <summary>The layout of a type (MS-DTYP 2.4.4.2 to 2.4.4.17).</summary>
    public static AceLayout Of(AceType type) => type switch
    {
        AceType.AccessAllowedCompound => AceLayout.Opaque,
        >= AceType.AccessAllowedObject and <= AceType.SystemAlarmObject => AceLayout.Object,
        AceType.AccessAllowedCallbackObject or AceType.AccessDeniedCallbackObject => AceLayout.Object,
        AceType.SystemAuditCallbackObject or AceType.SystemAlarmCallbackObject => AceLayout.Object,
        <= AceType.SystemScopedPolicyId => AceLayout.Plain,
        _ => AceLayout.Opaque,
    };

    /// <summary>Whether the type grants rights, under a condition or not.</summary>
    public static bool IsAllow(this AceType type) => type
        is AceType.AccessAllowed or AceType.AccessAllowedObject
        or AceType.AccessAllowedCallback or AceType.AccessAllowedCallbackObject;

    /// <summary>Whether the type denies rights, under a condition or not.</summary>
    public static bool IsDeny(this AceType type) => type
        is AceType.AccessDenied or AceType.AccessDeniedObject
        or AceType.AccessDeniedCallback or AceType.AccessDeniedCallbackObject;

    /// <summary>Whether the type carries a condition (MS-DTYP 2.4.4.17) that decides whether it applies.</summary>
    public static bool IsCallback(this AceType type) => type
        is >= AceType.AccessAllowedCallback and <= AceType.SystemAlarmCallbackObject;
}
