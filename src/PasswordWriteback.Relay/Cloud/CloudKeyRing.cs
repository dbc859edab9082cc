using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Cloud;

/// <summary>
/// The cloud's keys that this relay obeys, kept in a file. They come with the enrolment; from then on a new list counts only when a
/// key of the present list signed it, just now and for this relay. TLS alone changes nothing: who can answer in the cloud's place
/// still cannot give this relay a key.
/// </summary>
public sealed class CloudKeyRing
{
    /// <summary>Name of the file in the state folder.</summary>
    public const string FileName = "cloud-keys.json";

    private readonly string _path;
    private readonly TimeProvider _time;
    private volatile TrustedKeys _keys;

    private CloudKeyRing(string path, TrustedKeys keys, TimeProvider time) => (_path, _keys, _time) = (path, keys, time);

    /// <summary>The keys as known now.</summary>
    public TrustedKeys Current => _keys;

    /// <summary>Ids of the keys that are good now.</summary>
    internal IReadOnlyList<string> GoodIds => [.. Good.Select(key => key.Kid)];

    private IEnumerable<PublicJwk> Good => _keys.All.Where(key => key.EndsAt is not { } end || end > _time.GetUtcNow());

    /// <summary>Keeps the keys that came with an enrolment, in place of all earlier ones.</summary>
    /// <exception cref="ArgumentException">There is none, or one of them is no key.</exception>
    public static CloudKeyRing Create(string stateFolder, IReadOnlyList<PublicJwk> keys, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var ring = new CloudKeyRing(Path.Combine(stateFolder, FileName), new TrustedKeys([]), time);
        ring.Replace(keys);
        return ring;
    }

    /// <summary>The keys that are kept in a state folder.</summary>
    /// <exception cref="InvalidDataException">There are none, or the file is damaged.</exception>
    public static CloudKeyRing Load(string stateFolder, TimeProvider time)
    {
        var path = Path.Combine(stateFolder, FileName);
        try
        {
            return new CloudKeyRing(path, new TrustedKeys(Parse(File.ReadAllText(path))), time);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or ArgumentException or JsonException)
        {
            throw new InvalidDataException($"{path} does not hold the cloud's keys: {fault.Message} Enrol this relay again.", fault);
        }
    }

    /// <summary>Takes a new list, if it is signed as it has to be.</summary>
    /// <param name="list">The list and its signature.</param>
    /// <param name="address">The address that it was asked from.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>Why it was not taken; null when it is in force now.</returns>
    public async Task<EnvelopeRefusal?> AdoptAsync(SignedMessage list, Uri address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.Payload)));
        var verifier = new ProofVerifier((_, _, _) => ValueTask.FromResult(true), _time);
        var refusal = new EnvelopeRefusal(EnvelopeRefusalReason.KeyUnknown, "No key that is trusted here signed the cloud's list of keys.");
        foreach (var key in Good)
        {
            var verified = await verifier.VerifyAsync(list.Jws, key, address, sha256, cancellationToken).ConfigureAwait(false);
            if (verified.IsAccepted)
            {
                return TryReplace(list.Payload);
            }

            refusal = verified.Refusal.Reason == EnvelopeRefusalReason.KeyUnknown ? refusal : verified.Refusal;
        }

        return refusal;
    }

    private static IReadOnlyList<PublicJwk> Parse(string json) => JsonSerializer.Deserialize(json, CloudJson.Default.IReadOnlyListPublicJwk) ?? [];

    private EnvelopeRefusal? TryReplace(string payload)
    {
        try
        {
            Replace(Parse(payload));
            return null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return new EnvelopeRefusal(EnvelopeRefusalReason.Malformed, $"The cloud's list of keys is not one: {fault.Message}");
        }
    }

    private void Replace(IReadOnlyList<PublicJwk> keys)
    {
        var trusted = new TrustedKeys(keys);
        if (!keys.Any(key => key.EndsAt is not { } end || end > _time.GetUtcNow()))
        {
            throw new ArgumentException("The list holds no key that is still good.", nameof(keys));
        }

        if (!trusted.All.ToHashSet().SetEquals(_keys.All))
        {
            DurableFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(keys, CloudJson.Default.IReadOnlyListPublicJwk));
            _keys = trusted;
        }
    }
}
