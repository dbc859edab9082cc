using System.Security.Cryptography;

namespace PasswordWriteback.Keys;

/// <summary>
/// A private key on P-256 in a file of its own: PKCS#8 as PEM, mode 0600 on Linux. Compiled into the relay, and into the host
/// that keeps the cloud's keys in files.
/// </summary>
internal static class PrivateKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const long LongestFile = 4096;

    /// <summary>Makes a key and writes it to a new file; on return it is on disk.</summary>
    /// <param name="path">Where the key belongs; nothing may be there yet.</param>
    /// <exception cref="IOException">There is a file already, or it cannot be written.</exception>
    public static ECDsa Create(Func<ECDsa, string> path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem().ToCharArray();
        try
        {
            Write(path(key), pem);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            Array.Clear(pem);
        }
    }

    /// <summary>The key in <paramref name="path"/>.</summary>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may read or write the file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CryptographicException">It holds no key on P-256.</exception>
    public static ECDsa Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) is not UnixFileMode.None and var open)
        {
            throw new UnauthorizedAccessException(
                $"The key file {path} is open to others than its owner ({open}). Somebody may have read the key: make a new one, or, if nobody has, run chmod 600 on it.");
        }

        if (stream.Length > LongestFile)
        {
            throw new CryptographicException($"The file {path} holds no private key on P-256 (PKCS#8, PEM).");
        }

        using var reader = new StreamReader(stream);
        var pem = reader.ReadToEnd();
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != 256)
            {
                throw new CryptographicException("Not on P-256.");
            }

            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new CryptographicException($"The file {path} holds no private key on P-256 (PKCS#8, PEM).", exception);
        }
    }

    private static void Write(string path, ReadOnlySpan<char> pem)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.Write(pem);
        writer.Flush();
        stream.Flush(flushToDisk: true);
    }
}
