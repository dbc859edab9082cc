using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Api.Relays;

/// <summary>A code that lets one relay enrol: 25 letters and digits that cannot be taken for each other, 125 bits.</summary>
internal static class EnrolmentCode
{
    /// <summary>How long a code is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Groups = 5;
    private const int GroupLength = 5;

    /// <summary>A new one, in groups of five.</summary>
    public static string Create() => string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));

    /// <summary>What is stored of it. Case, spaces and hyphens do not matter: people read codes aloud.</summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(code))));

    private static string Plain(string code) =>
        string.Concat(code.Where(c => c is not ('-' or ' '))).ToUpperInvariant();
}
