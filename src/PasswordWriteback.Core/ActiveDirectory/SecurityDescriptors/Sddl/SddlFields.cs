using System.Globalization;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>Reads the fields of an ACE (MS-DTYP 2.5.1.1): what stands between its semicolons. <c>at</c> is where a field starts in the input.</summary>
internal static class SddlFields
{
    public static AceType ReadType(string text, int at)
    {
        foreach (var (token, value) in SddlTokens.Types)
        {
            if (token.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new DescriptorFormatException(at, $"'{text}' is no ACE type.");
    }

    public static AceFlags ReadFlags(string text, int at)
    {
        var flags = AceFlags.None;
        for (var i = 0; i < text.Length; i += 2)
        {
            flags |= Find(SddlTokens.Flags, text, i) ?? throw new DescriptorFormatException(at + i, $"'{text[i..]}' does not start with an ACE flag.");
        }

        return flags;
    }

    public static AccessMask ReadMask(string text, int at)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return (AccessMask)number;
        }

        if (text.Length > 0 && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return (AccessMask)number;
        }

        var mask = AccessMask.None;
        for (var i = 0; i < text.Length; i += 2)
        {
            mask |= Find(SddlTokens.Rights, text, i) ?? Find(SddlTokens.ForeignRights, text, i)
                ?? throw new DescriptorFormatException(at + i, $"'{text[i..]}' does not start with a right.");
        }

        return mask;
    }

    private static T? Find<T>((string Token, T Value)[] tokens, string text, int at)
        where T : struct
    {
        foreach (var (token, value) in tokens)
        {
            if (text.AsSpan(at).StartsWith(token, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    public static Guid? ReadGuid(string text, int at) =>
        text.Length == 0 ? null
        : Guid.TryParseExact(text, "D", out var guid) ? guid
        : throw new DescriptorFormatException(at, $"'{text}' is no GUID.");

    public static byte[] ReadHex(string text, int at)
    {
        try
        {
            return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? Convert.FromHexString(text.AsSpan(2))
                : throw new DescriptorFormatException(at, "data is given as 0x… in pairs of digits.");
        }
        catch (FormatException error) when (error is not DescriptorFormatException)
        {
            throw new DescriptorFormatException(at, "data is given as 0x… in pairs of digits.");
        }
    }
}
