using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Api.Consent;

/// <summary>
/// The secret of one consent link: 256 random bits that travel as <c>state</c>. Only its hash is stored. The nonce of the
/// sign-in is derived from it, so that an id token fits the link that it was asked for and no other.
/// </summary>
internal sealed class ConsentState
{
    private const int Bytes = 32;

    private readonly string _value;

    private ConsentState(string value) => _value = value;

    /// <summary>What is stored in its place.</summary>
    public string Hash => Digest("state", _value);

    /// <summary>The nonce that the id token must carry.</summary>
    public string Nonce => Digest("nonce", _value);

    /// <summary>What is stored of the nonce.</summary>
    public string NonceHash => HashOf(Nonce);

    public static string HashOf(string nonce) => Digest("nonce-hash", nonce);

    public static ConsentState New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public static bool TryParse(string? text, [NotNullWhen(true)] out ConsentState? state)
    {
        state = text is not null && Base64Url.IsValid(text, out var length) && length == Bytes ? new ConsentState(text) : null;
        return state is not null;
    }

    /// <summary>The secret itself: for the address of the sign-in, never for a log.</summary>
    public string Reveal() => _value;

    private static string Digest(string purpose, string value) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"consent {purpose}:{value}")));
}
