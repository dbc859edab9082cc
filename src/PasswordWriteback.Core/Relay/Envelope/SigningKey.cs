using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>
/// A key that signs: any ECDSA key on P-256, wherever its private half lives (a file, a CNG container that does not export it, a
/// vault). Owns the key.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    /// <summary>Takes <paramref name="key"/> over.</summary>
    /// <param name="key">A key on P-256 that can sign.</param>
    /// <param name="endsAt">Until when those who verify should trust it; null without an end.</param>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    public SigningKey(ECDsa key, DateTimeOffset? endsAt = null)
    {
        _key = key;
        Public = PublicJwk.Of(key, endsAt);
        Credentials = new SigningCredentials(
            new ECDsaSecurityKey(key) { KeyId = Public.Kid }, SecurityAlgorithms.EcdsaSha256)
        {
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
    }

    /// <summary>RFC 7638 thumbprint of the public half; the <c>kid</c> of what it signs.</summary>
    public string Id => Public.Kid;

    /// <summary>The public half.</summary>
    public PublicJwk Public { get; }

    internal SigningCredentials Credentials { get; }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
