using System.Globalization;
using System.Text;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>Values in the form in which LDAP carries them.</summary>
internal static class LdapValue
{
    /// <summary>Text in UTF-8.</summary>
    public static byte[] Text(string value) => Encoding.UTF8.GetBytes(value);

    /// <summary>Texts in UTF-8.</summary>
    public static IReadOnlyList<byte[]> Texts(IEnumerable<string> values) => [.. values.Select(Text)];

    /// <summary>A decimal integer.</summary>
    public static byte[] Integer(long value) => Text(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>TRUE or FALSE.</summary>
    public static byte[] Boolean(bool value) => Text(value ? "TRUE" : "FALSE");

    /// <summary>Generalized time, to the second.</summary>
    public static byte[] Time(DateTimeOffset at) =>
        Text(at.UtcDateTime.ToString("yyyyMMddHHmmss'.0Z'", CultureInfo.InvariantCulture));

    /// <summary>A point in time as 100-nanosecond intervals since 1601.</summary>
    public static byte[] FileTime(DateTimeOffset at) => Integer(at.ToFileTime());

    /// <summary>A duration as Active Directory stores it: negative 100-nanosecond intervals.</summary>
    public static byte[] Duration(TimeSpan duration) => Integer(-duration.Ticks);

    /// <summary>Reads text.</summary>
    public static string ToText(byte[] value) => Encoding.UTF8.GetString(value);

    /// <summary>Reads an integer, or null.</summary>
    public static long? ToInteger(byte[] value) =>
        long.TryParse(Encoding.UTF8.GetString(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
