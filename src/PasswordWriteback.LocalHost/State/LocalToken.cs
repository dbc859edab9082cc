using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.State;

/// <summary>The token of a host without an issuer: 256 random bits, made at the first start.</summary>
/// <param name="Value">The token.</param>
/// <param name="File">Where it is kept; nobody but its owner may read it.</param>
/// <param name="IsNew">Whether it was just made: it is printed then, and never again.</param>
public sealed record LocalToken(string Value, string File, bool IsNew)
{
    private const string FileName = "token";
    private const string Prefix = "pwb_";
    private const int Bytes = 32;

    /// <summary>The kind only: the token is a secret.</summary>
    public override string ToString() => $"Token in {File}";

    /// <summary>The token of a data folder, made if there is none.</summary>
    /// <exception cref="SettingsException">The file cannot be used, holds no token, or others may read it.</exception>
    internal static LocalToken Open(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, FileName);
        if (!System.IO.File.Exists(path))
        {
            return Create(path);
        }

        var value = SettingsSecret.Read(path, "The host's token");
        return value.Length == Prefix.Length + Base64Url.GetEncodedLength(Bytes) && value.StartsWith(Prefix, StringComparison.Ordinal)
            ? new LocalToken(value, path, IsNew: false)
            : throw new SettingsException($"{path} holds no token of this host. Delete it: the next start makes a new one.");
    }

    private static LocalToken Create(string path)
    {
        var value = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            // Moved into place when it is whole: a start that is killed leaves no half token behind.
            var draft = $"{path}.{Environment.ProcessId}";
            System.IO.File.Delete(draft);
            using (var file = new FileStream(draft, options))
            {
                file.Write(Encoding.ASCII.GetBytes(value));
                file.Flush(flushToDisk: true);
            }

            System.IO.File.Move(draft, path, overwrite: false);
            return new LocalToken(value, path, IsNew: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The host's token cannot be stored in {path}. {failed.Message}", failed);
        }
    }
}
