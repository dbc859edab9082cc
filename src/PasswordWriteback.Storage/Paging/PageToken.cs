using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Storage.Paging;

/// <summary>
/// Where a page ended: the last row's key and the value it was sorted by, bound to the query by a hash. Opaque to callers, not
/// secret: a forged one only starts a page elsewhere, among the same rows.
/// </summary>
/// <param name="Key">The last row's key.</param>
/// <param name="Value">What it was sorted by; empty when sorted by key.</param>
internal sealed record PageToken(long Key, string Value = "")
{
    private const int MaxLength = 2_000;
    private const int HashLength = 8;

    /// <summary>The token as text, for a query that is described by its words.</summary>
    public string Write(params IEnumerable<string?> query) =>
        Base64Url.EncodeToString([.. Hash(query), .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key} {Value}"))]);

    /// <summary>Reads a token of a query; null when there is none.</summary>
    /// <exception cref="PageTokenException">It is not a token of that query.</exception>
    public static PageToken? Read(string? text, params IEnumerable<string?> query)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            throw new PageTokenException();
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= HashLength || !bytes.AsSpan(0, HashLength).SequenceEqual(Hash(query)))
        {
            throw new PageTokenException();
        }

        var parts = Encoding.UTF8.GetString(bytes.AsSpan(HashLength)).Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? new PageToken(key, parts[1])
            : throw new PageTokenException();
    }

    /// <summary>The value as a number.</summary>
    /// <exception cref="PageTokenException">It is none.</exception>
    public long Number() =>
        long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new PageTokenException();

    private static byte[] Hash(IEnumerable<string?> query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', query)))[..HashLength];
}
