using System.Collections.Concurrent;
using System.Text;
using Names = PasswordWriteback.Core.ActiveDirectory.Topology.DistinguishedName;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>The few operations on distinguished names (RFC 4514) that a directory needs.</summary>
internal static class DistinguishedName
{
    private const int CachedKeys = 100_000;
    private static readonly ConcurrentDictionary<string, string> Keys = new(StringComparer.Ordinal);

    /// <summary>The name in the form that names are compared by: lower case, no blanks around separators, one way of escaping.</summary>
    /// <exception cref="FormatException">Not a distinguished name.</exception>
    public static string Key(string dn)
    {
        if (string.IsNullOrWhiteSpace(dn))
        {
            return string.Empty;
        }

        if (Keys.TryGetValue(dn, out var known))
        {
            return known;
        }

        if (Keys.Count >= CachedKeys)
        {
            Keys.Clear();
        }

        return Keys[dn] = string.Join(',', Split(dn).Select(part =>
        {
            var (attribute, value) = ParseRdn(part);
            return $"{attribute}={Escape(value)}".ToLowerInvariant();
        }));
    }

    /// <summary>The name of the object above; empty for a name of one part.</summary>
    public static string Parent(string dn)
    {
        var at = SeparatorIndex(dn, 0);
        return at < 0 ? string.Empty : dn[(at + 1)..].TrimStart();
    }

    /// <summary>Attribute and (unescaped) value of the first part.</summary>
    public static (string Attribute, string Value) Rdn(string dn) => ParseRdn(Split(dn)[0]);

    /// <summary>The name of a child.</summary>
    public static string Child(string attribute, string value, string parent) => $"{attribute}={Escape(value)},{parent}";

    /// <summary>Whether a key names the object itself or one below it.</summary>
    public static bool IsWithin(string key, string ancestorKey) =>
        key.EndsWith(ancestorKey, StringComparison.Ordinal)
        && (key.Length == ancestorKey.Length || ancestorKey.Length == 0 || key[key.Length - ancestorKey.Length - 1] == ',');

    /// <summary><c>contoso.example</c> as <c>DC=contoso,DC=example</c>.</summary>
    public static string FromDnsName(string dnsName) =>
        string.Join(',', dnsName.Split('.').Select(label => $"DC={label}"));

    private static List<string> Split(string dn)
    {
        var parts = new List<string>();
        var start = 0;
        for (var at = SeparatorIndex(dn, 0); at >= 0; at = SeparatorIndex(dn, start))
        {
            parts.Add(dn[start..at]);
            start = at + 1;
        }

        parts.Add(dn[start..]);
        return parts;
    }

    private static int SeparatorIndex(string dn, int start)
    {
        for (var i = start; i < dn.Length; i++)
        {
            if (dn[i] == '\\')
            {
                i++;
            }
            else if (dn[i] == ',')
            {
                return i;
            }
        }

        return -1;
    }

    private static (string Attribute, string Value) ParseRdn(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var attribute = equals < 0 ? string.Empty : part[..equals].Trim();
        if (attribute.Length == 0 || equals == part.Length - 1)
        {
            throw new FormatException($"'{part}' is not part of a distinguished name; write attribute=value.");
        }

        return (attribute, Names.Unescape(part[(equals + 1)..].Trim()));
    }

    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var special = ",+\"\\<>;=".Contains(value[i], StringComparison.Ordinal)
                || (i == 0 && value[i] is '#' or ' ')
                || (i == value.Length - 1 && value[i] == ' ');
            escaped.Append(special ? "\\" : string.Empty).Append(value[i]);
        }

        return escaped.ToString();
    }
}
