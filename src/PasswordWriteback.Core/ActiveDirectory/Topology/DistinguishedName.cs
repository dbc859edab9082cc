using System.Text;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>Reads distinguished names as text (RFC 4514). Escaped commas are understood; comparison ignores case.</summary>
public static class DistinguishedName
{
    /// <summary>The name of the object above; empty for a name of one component.</summary>
    public static string Parent(string dn)
    {
        ArgumentNullException.ThrowIfNull(dn);
        var end = FirstComponentEnd(dn);
        return end < 0 ? string.Empty : dn[(end + 1)..].TrimStart();
    }

    /// <summary>The value of the first component, unescaped: <c>Sales, West</c> of <c>OU=Sales\, West,DC=…</c>.</summary>
    public static string FirstValue(string dn)
    {
        ArgumentNullException.ThrowIfNull(dn);
        var end = FirstComponentEnd(dn);
        var component = end < 0 ? dn : dn[..end];
        var value = component[(component.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return Unescape(value);
    }

    /// <summary>Whether <paramref name="dn"/> is <paramref name="ancestor"/> or lies below it.</summary>
    public static bool IsAtOrBelow(string dn, string ancestor)
    {
        ArgumentNullException.ThrowIfNull(dn);
        ArgumentNullException.ThrowIfNull(ancestor);
        if (!dn.EndsWith(ancestor, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = dn.Length - ancestor.Length;
        return rest == 0 || (rest > 1 && dn[rest - 1] == ',' && !IsEscaped(dn, rest - 1));
    }

    /// <summary>Whether both name the same object.</summary>
    public static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The objects above, nearest first, up to and including <paramref name="top"/>; all when <paramref name="top"/> is not among them.</summary>
    public static IEnumerable<string> Ancestors(string dn, string top)
    {
        for (var parent = Parent(dn); parent.Length > 0; parent = Parent(parent))
        {
            yield return parent;
            if (Same(parent, top))
            {
                yield break;
            }
        }
    }

    /// <summary>How many components it has.</summary>
    public static int Depth(string dn)
    {
        var depth = 0;
        for (var rest = dn; rest.Length > 0; rest = Parent(rest))
        {
            depth++;
        }

        return depth;
    }

    /// <summary>The value of a component without its escapes (RFC 4514 section 2.4): <c>Sales, West</c> of <c>Sales\, West</c>.</summary>
    public static string Unescape(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var bytes = new List<byte>(value.Length);
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] == '\\' && index + 2 < value.Length && char.IsAsciiHexDigit(value[index + 1]) && char.IsAsciiHexDigit(value[index + 2]))
            {
                bytes.Add(Convert.ToByte(value.Substring(index + 1, 2), 16));
                index += 2;
                continue;
            }

            index += value[index] == '\\' && index + 1 < value.Length ? 1 : 0;
            var length = char.IsHighSurrogate(value[index]) && index + 1 < value.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(value, index, length));
            index += length - 1;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    // An even number of backslashes before it are backslashes themselves.
    private static bool IsEscaped(string dn, int index)
    {
        var start = index;
        while (start > 0 && dn[start - 1] == '\\')
        {
            start--;
        }

        return (index - start) % 2 == 1;
    }

    private static int FirstComponentEnd(string dn)
    {
        for (var index = 0; index < dn.Length; index++)
        {
            if (dn[index] == '\\')
            {
                index++;
            }
            else if (dn[index] == ',')
            {
                return index;
            }
        }

        return -1;
    }
}
