namespace PasswordWriteback.Storage;

/// <summary>Text from outside, made fit for every database.</summary>
internal static class StoredText
{
    /// <summary>Replaces what PostgreSQL refuses, U+0000 and halves of surrogate pairs, by U+FFFD: a note is worth more than its odd character.</summary>
    public static string Of(string text)
    {
        var clean = text.Replace('\0', '\uFFFD');
        return string.Concat(clean.EnumerateRunes().Select(rune => rune.ToString()));
    }
}
