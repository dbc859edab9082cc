using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Api.Relays;

/// <summary>Who the cloud is to its relays.</summary>
/// <param name="Issuer">Its name in signed messages. Relays learn it when they enrol, so it never changes.</param>
/// <param name="Keys">The keys that it signs with.</param>
/// <param name="Time">Dates signatures.</param>
public sealed record CloudIdentity(string Issuer, CloudKeys Keys, TimeProvider Time)
{
    /// <summary>The published keys, signed for the address that a relay asked, by a key that it trusts.</summary>
    public SignedMessage SignKeys(Uri address, IReadOnlyCollection<string> knownKeys)
    {
        var payload = JsonSerializer.Serialize(Keys.Published, RelayJson.Wire.IReadOnlyListPublicJwk);
        var proof = new ProofSigner(Keys.KnownTo(knownKeys), Time).Sign(address, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload))));
        return new SignedMessage(proof, payload);
    }
}
