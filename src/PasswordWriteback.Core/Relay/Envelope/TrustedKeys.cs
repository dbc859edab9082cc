namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>
/// The public keys that a verifier trusts, each until its end date. Rolled without downtime: the new key is published to every
/// verifier, then signed with, then the old one gets an end date.
/// </summary>
public sealed class TrustedKeys
{
    private readonly Dictionary<string, PublicJwk> _keys = new(StringComparer.Ordinal);

    /// <summary>Trusts <paramref name="keys"/>; of two with the same id the later one counts.</summary>
    /// <exception cref="ArgumentException">One of them is not a valid key on P-256.</exception>
    public TrustedKeys(IEnumerable<PublicJwk> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            if (!key.IsValid(out var trouble))
            {
                throw new ArgumentException(trouble, nameof(keys));
            }

            _keys[key.Kid] = key;
        }
    }

    /// <summary>All of them, ended ones included.</summary>
    public IReadOnlyCollection<PublicJwk> All => _keys.Values;

    /// <summary>The key with id <paramref name="kid"/>; null when it was never trusted.</summary>
    public PublicJwk? Find(string kid) => _keys.GetValueOrDefault(kid);
}
