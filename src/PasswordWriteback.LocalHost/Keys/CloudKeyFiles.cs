using System.Globalization;
using System.Security.Cryptography;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Keys;

namespace PasswordWriteback.LocalHost.Keys;

/// <summary>
/// The cloud's keys in files, one each, mode 0600: <c>{time published}.{key id}.pem</c>. For a host without a key vault.
/// </summary>
/// <param name="folder">The folder; made when missing.</param>
/// <param name="clock">The clock.</param>
public sealed class CloudKeyFiles(string folder, TimeProvider clock)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Reads the keys; makes the first one when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">Others than its owner can read a key.</exception>
    /// <exception cref="CryptographicException">A file holds no key.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public CloudKeys Open()
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.pem") : [];
        return new CloudKeys(files.Length == 0 ? [Create(clock.GetUtcNow())] : files.Select(Read).ToList(), clock);
    }

    /// <summary>Makes a new key, stores it, and publishes it in <paramref name="keys"/>; it signs after <see cref="CloudKeys.Lead"/>.</summary>
    public void Roll(CloudKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        // Never in the same second as the one before: their order is that of their files' names.
        var (now, next) = (clock.GetUtcNow(), keys.NewestAt.AddSeconds(1));
        keys.Add(Create(now > next ? now : next));
    }

    /// <summary>
    /// Publishes what was put into the folder since, by <c>keys roll</c> for one. Files of ended keys stay: they sign the list of
    /// keys for a relay that was away since before.
    /// </summary>
    public void Refresh(CloudKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var file in Directory.GetFiles(folder, "*.pem").Where(file => Path.GetFileName(file).Split('.') is not [_, var id, _] || !keys.Has(id)))
        {
            keys.Add(Read(file));
        }
    }

    private CloudKey Create(DateTimeOffset at)
    {
        // To the second, as in the name of the file: what is read back later is the same.
        var published = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        var time = published.ToString(TimeFormat, CultureInfo.InvariantCulture);
        return new CloudKey(new SigningKey(PrivateKeyFile.Create(key => Path.Combine(folder, $"{time}.{PublicJwk.Of(key).Kid}.pem"))), published);
    }

    private static CloudKey Read(string path)
    {
        var name = Path.GetFileName(path).Split('.');
        if (name.Length != 3 || !DateTimeOffset.TryParseExact(
            name[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var published))
        {
            throw new CryptographicException($"{path} is not named as a key of this host: {{time published}}.{{key id}}.pem. Move it out of the folder.");
        }

        var key = new SigningKey(PrivateKeyFile.Read(path));
        if (key.Id == name[1])
        {
            return new CloudKey(key, published);
        }

        key.Dispose();
        throw new CryptographicException($"{path} holds another key than its name says. Restore the file, or move it out of the folder.");
    }
}
