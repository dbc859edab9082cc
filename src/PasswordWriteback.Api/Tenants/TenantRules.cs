using System.Globalization;
using System.Text.RegularExpressions;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants;

/// <summary>What a tenant's record may hold.</summary>
internal static partial class TenantRules
{
    public const int MaxForests = 20;
    public const int MinCheckIntervalHours = 1;
    public const int MaxCheckIntervalHours = 30 * 24;

    // 255 octets on the wire (RFC 1035 section 2.3.4) are 253 characters in text.
    private const int MaxDnsName = 253;

    /// <summary>The registration that a body asks for.</summary>
    /// <exception cref="ApiProblemException">A field is not as it must be; the problem names it.</exception>
    public static TenantRegistration Read(Guid tenantId, TenantBody body)
    {
        CheckName(body.Name);
        if (body.CheckIntervalHours is < MinCheckIntervalHours or > MaxCheckIntervalHours)
        {
            throw Wrong("$.checkIntervalHours", $"The check interval is {MinCheckIntervalHours} to {MaxCheckIntervalHours} hours (30 days).");
        }

        return new TenantRegistration(
            tenantId, body.Name, Forests(body.Forests), TimeSpan.FromHours(body.CheckIntervalHours), body.MinimumPasswordAgeZero);
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > TenantRegistration.MaxNameLength || name != name.Trim())
        {
            throw Wrong("$.name", $"The name has 1 to {TenantRegistration.MaxNameLength} characters and no space at either end.");
        }

        if (name.Any(IsInvisible) || !IsWellFormed(name))
        {
            throw Wrong("$.name", "The name must not hold control characters, line breaks or characters that turn the direction of writing.");
        }
    }

    /// <summary>The names in lower case: DNS does not tell cases apart.</summary>
    private static List<string> Forests(IReadOnlyList<string> names)
    {
        if (names.Count is 0 or > MaxForests)
        {
            throw Wrong("$.forests", $"A tenant has 1 to {MaxForests} forests.");
        }

        var forests = new List<string>(names.Count);
        foreach (var (index, name) in names.Index())
        {
            var field = $"$.forests[{index}]";
            if (name is not { Length: > 0 and <= MaxDnsName } || !DnsName().IsMatch(name) || name.Split('.')[^1].All(char.IsAsciiDigit))
            {
                throw Wrong(field, "A forest is the DNS name of its root domain, such as corp.example.com: letters, digits, hyphens and dots, no address and no dot at the end.");
            }

            var forest = name.ToLowerInvariant();
            if (forests.Contains(forest, StringComparer.Ordinal))
            {
                throw Wrong(field, $"'{forest}' is there more than once.");
            }

            forests.Add(forest);
        }

        return forests;
    }

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsWellFormed(string text) => !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);

    private static ApiProblemException Wrong(string field, string detail) => new(ApiProblem.Of(FrameProblems.FieldInvalid, detail, field));

    // Labels of 1 to 63 characters (RFC 1123 section 2.1), underscores as Active Directory allows them.
    [GeneratedRegex("^(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex DnsName();
}
