using System.Runtime.Versioning;
using System.Security.Cryptography;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Keys;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Keys;

/// <summary>
/// The relay's own keys, made on this server and never leaving it. On Windows a machine key of CNG that cannot be exported, or, where
/// that cannot be made, a file protected by DPAPI; elsewhere a file of mode 0600. A key is found by its id, which the enrolment
/// record names: a new enrolment makes a new key, and the old one stays in use until that record is replaced.
/// </summary>
/// <param name="folder">The folder of the keys; made when missing.</param>
public sealed class RelayKeyStore(string folder)
{
    /// <summary>Makes a key; on return it is stored.</summary>
    /// <exception cref="IOException">It could not be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not write to the folder.</exception>
    public SigningKey Create() => new(OperatingSystem.IsWindows() ? WindowsKey.Create(folder) : CreateFile());

    /// <summary>The key with id <paramref name="keyId"/>.</summary>
    /// <exception cref="RelayKeyException">It is not there, not usable, or others can read it; the message says what to do.</exception>
    public SigningKey Open(string keyId)
    {
        SigningKey key;
        try
        {
            RequireKeyId(keyId);
            key = new SigningKey(OperatingSystem.IsWindows() ? WindowsKey.Open(folder, keyId) : PrivateKeyFile.Read(PemPath(keyId)));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new RelayKeyException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or CryptographicException or ArgumentException)
        {
            throw new RelayKeyException($"The relay's key cannot be opened: {exception.Message} Enrol this relay again.", exception);
        }

        if (key.Id == keyId)
        {
            return key;
        }

        key.Dispose();
        throw new RelayKeyException($"What is stored in {folder} as key {keyId} is another key. Enrol this relay again.", inner: null);
    }

    /// <summary>Removes the key with id <paramref name="keyId"/>; nothing happens when it is not there.</summary>
    public void Delete(string keyId)
    {
        RequireKeyId(keyId);
        if (OperatingSystem.IsWindows())
        {
            WindowsKey.Delete(folder, keyId);
        }
        else if (Directory.Exists(folder))
        {
            File.Delete(PemPath(keyId));
        }
    }

    // Made by root for a service that is installed already, it has to be the service's, like everything in the state folder.
    [UnsupportedOSPlatform("windows")]
    private ECDsa CreateFile()
    {
        DurableFile.CreateFolder(folder);
        var key = PrivateKeyFile.Create(made => PemPath(PublicJwk.Of(made).Kid));
        try
        {
            UnixOwner.FollowFolder(PemPath(PublicJwk.Of(key).Kid), folder);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    // The id becomes a file name, and comes from a file that somebody may have changed.
    private static void RequireKeyId(string keyId)
    {
        if (keyId is not { Length: 43 } || !keyId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException("A key id is 43 characters of base64url.", nameof(keyId));
        }
    }

    private string PemPath(string keyId) => Path.Combine(folder, $"{keyId}.pem");
}

/// <summary>The relay's key cannot be used; the message is for the administrator of the server.</summary>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class RelayKeyException(string message, Exception? inner) : Exception(message, inner);
