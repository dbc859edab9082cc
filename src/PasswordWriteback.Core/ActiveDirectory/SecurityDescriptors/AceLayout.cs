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
    private const byte O = (byte)AceLayout.Opaque;
    private const byte P = (byte)AceLayout.Plain;
    private const byte X = (byte)AceLayout.Object;
    private const byte LayoutBits = 3;
    private const byte Allow = 4;
    private const byte Deny = 8;
    private const byte Callback = 16;

    /// <summary>One byte per type, 0x00 to 0x13: asked once per ACE of a scan, so a table and no cascade of comparisons.</summary>
    private static ReadOnlySpan<byte> Traits =>
    [
        P | Allow, P | Deny, P, P, O, X | Allow, X | Deny, X, X,
        P | Allow | Callback, P | Deny | Callback, X | Allow | Callback, X | Deny | Callback,
        P | Callback, P | Callback, X | Callback, X | Callback, P, P, P,
    ];

    /// <summary>The layout of a type (MS-DTYP 2.4.4.2 to 2.4.4.17).</summary>
    public static AceLayout Of(AceType type) => (AceLayout)(TraitsOf(type) & LayoutBits);

    /// <summary>Whether the type grants rights, under a condition or not.</summary>
    public static bool IsAllow(this AceType type) => (TraitsOf(type) & Allow) != 0;

    /// <summary>Whether the type denies rights, under a condition or not.</summary>
    public static bool IsDeny(this AceType type) => (TraitsOf(type) & Deny) != 0;

    /// <summary>Whether the type carries a condition (MS-DTYP 2.4.4.17) that decides whether it applies.</summary>
    public static bool IsCallback(this AceType type) => (TraitsOf(type) & Callback) != 0;

    /// <summary>Whether the type decides rights as far as it can be told without evaluating conditions: it denies, or grants under none.</summary>
    internal static bool Decides(this AceType type) => (TraitsOf(type) & (Allow | Deny | Callback)) is Allow or Deny or (Deny | Callback);

    private static int TraitsOf(AceType type) => (uint)type < (uint)Traits.Length ? Traits[(int)type] : O;
}
