using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Writes values into LDAP filters (RFC 4515 section 3), so that a name with a star or a parenthesis stays a name.</summary>
public static class LdapFilter
{
    /// <summary>Matching rule for "all of these bits" (MS-ADTS 3.1.1.3.4.4.1).</summary>
    public const string AllBits = "1.2.840.113556.1.4.803";

    /// <summary>A text value.</summary>
    public static string Escape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var escaped = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            _ = character switch
            {
                '*' => escaped.Append("\\2a"),
                '(' => escaped.Append("\\28"),
                ')' => escaped.Append("\\29"),
                '\\' => escaped.Append("\\5c"),
                '\0' => escaped.Append("\\00"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A binary value, every byte escaped.</summary>
    public static string Escape(ReadOnlySpan<byte> value)
    {
        var escaped = new StringBuilder(value.Length * 3);
        foreach (var octet in value)
        {
            escaped.Append('\\').Append(octet.ToString("x2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
