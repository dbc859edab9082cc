using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Api.Relays;

/// <summary>One of the cloud's keys.</summary>
/// <param name="Key">The key.</param>
/// <param name="PublishedAt">When relays could learn it for the first time.</param>
public sealed record CloudKey(SigningKey Key, DateTimeOffset PublishedAt);

/// <summary>
/// The keys that the cloud signs commands with, rolled without downtime: a new key is published at once, signs after
/// <see cref="Lead"/>, when every relay that is in touch has fetched it with its token, and the one before it ends
/// <see cref="Overlap"/> later, when nothing that it signed is good any more. A relay that was away learns the list with its next
/// token, before it receives anything: that list is signed by a key that it knows, even if that one has ended (<see cref="KnownTo"/>).
/// </summary>
public sealed class CloudKeys
{
    /// <summary>From publishing a key until it signs. Relays fetch the list with each token, at least once an hour.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromHours(24);

    /// <summary>From the first signature of a key until the one before it ends.</summary>
    public static readonly TimeSpan Overlap = EnvelopeLimits.LongestCommandLifetime + EnvelopeLimits.ClockTolerance;

    private readonly TimeProvider _clock;
    private CloudKey[] _keys;

    /// <summary>Keeps <paramref name="keys"/>, at least one.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public CloudKeys(IEnumerable<CloudKey> keys, TimeProvider clock)
    {
        _clock = clock;
        _keys = [.. keys.OrderBy(key => key.PublishedAt)];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("The cloud needs a key to sign commands with.", nameof(keys));
        }
    }

    /// <summary>The key that signs now: the newest that has been published for long enough; the first one from the start.</summary>
    public SigningKey Signing
    {
        get
        {
            var (keys, now) = (Volatile.Read(ref _keys), _clock.GetUtcNow());
            return (keys.LastOrDefault(key => key.PublishedAt + Lead <= now) ?? keys[0]).Key;
        }
    }

    /// <summary>What relays are to trust, with the end of each key that has a successor; ended ones left out.</summary>
    public IReadOnlyList<PublicJwk> Published
    {
        get
        {
            var (keys, now) = (Volatile.Read(ref _keys), _clock.GetUtcNow());
            return [.. keys
                .Select((key, index) => key.Key.Public with { EndsAt = index + 1 < keys.Length ? keys[index + 1].PublishedAt + Lead + Overlap : null })
                .Where(jwk => jwk.EndsAt is null || jwk.EndsAt > now)];
        }
    }

    /// <summary>
    /// The key to sign the list with for a relay that trusts the keys named: the newest of them, for a relay that was away since
    /// before it had a successor knows no other one. The one that signs commands, when it names none of ours.
    /// </summary>
    public SigningKey KnownTo(IReadOnlyCollection<string> keyIds) =>
        Volatile.Read(ref _keys).LastOrDefault(key => keyIds.Contains(key.Key.Id, StringComparer.Ordinal))?.Key ?? Signing;

    /// <summary>Whether the key is one of them, ended ones included.</summary>
    public bool Has(string keyId) => Volatile.Read(ref _keys).Any(key => key.Key.Id == keyId);

    /// <summary>When the newest key was published.</summary>
    public DateTimeOffset NewestAt => Volatile.Read(ref _keys)[^1].PublishedAt;

    /// <summary>Publishes a new key, which must be stored already. One that is here already is left as it is.</summary>
    public void Add(CloudKey key)
    {
        CloudKey[] before;
        CloudKey[] after;
        do
        {
            before = Volatile.Read(ref _keys);
            if (before.Any(item => item.Key.Id == key.Key.Id))
            {
                return;
            }

            after = [.. before.Append(key).OrderBy(item => item.PublishedAt)];
        }
        while (Interlocked.CompareExchange(ref _keys, after, before) != before);
    }
}
