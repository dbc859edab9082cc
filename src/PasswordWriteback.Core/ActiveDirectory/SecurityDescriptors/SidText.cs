using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>The string form of a SID (MS-DTYP 2.4.2.1).</summary>
internal static class SidText
{
    /// <summary>The SID that <paramref name="text"/> is; null when it is none.</summary>
    public static Sid? Parse(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = text[4..];
        var dash = parts.IndexOf('-');
        if (!TryReadAuthority(dash < 0 ? parts : parts[..dash], out var authority))
        {
            return null;
        }

        Span<uint> subAuthorities = stackalloc uint[Sid.MaxSubAuthorities];
        var count = 0;
        while (dash >= 0)
        {
            parts = parts[(dash + 1)..];
            dash = parts.IndexOf('-');
            var part = dash < 0 ? parts : parts[..dash];
            if (count == Sid.MaxSubAuthorities
                || !uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out subAuthorities[count]))
            {
                return null;
            }

            count++;
        }

        return new Sid(authority, subAuthorities[..count]);
    }

    /// <summary>The string form of a well-formed SID. An authority of 2^32 or more is written in hexadecimal.</summary>
    public static string Format(ReadOnlySpan<byte> sid)
    {
        var authority = BinaryPrimitives.ReadUInt64BigEndian(sid) & 0xFFFF_FFFF_FFFFul;
        var text = new StringBuilder("S-1-", 48);
        _ = authority > uint.MaxValue
            ? text.Append(CultureInfo.InvariantCulture, $"0x{authority:x12}")
            : text.Append(CultureInfo.InvariantCulture, $"{authority}");
        for (var i = 0; i < sid[1]; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"-{BinaryPrimitives.ReadUInt32LittleEndian(sid[(8 + (4 * i))..])}");
        }

        return text.ToString();
    }

    private static bool TryReadAuthority(ReadOnlySpan<char> text, out ulong authority)
    {
        var parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out authority)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out authority);
        return parsed && authority <= 0xFFFF_FFFF_FFFFul;
    }
}
