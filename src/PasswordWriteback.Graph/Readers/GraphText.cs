using System.Globalization;
using System.Text;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Text from outside (names that people of a tenant have chosen, and words of Graph's that come through a proxy), fit for logs, reports and terminals: no control characters, no characters that turn the
/// direction of the text around or cannot be seen, and no longer than a name may be in Entra.
/// </summary>
internal static class GraphText
{
    /// <summary>The longest display name that Entra takes.</summary>
    public const int MaxLength = 256;

    /// <summary>The name, made fit.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder(Math.Min(name.Length, MaxLength));
        foreach (var rune in name.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
            {
                clean.Append('…');
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (category is not (UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString().Trim() is { Length: > 0 } fit ? fit : "(no name)";
    }
}
