namespace PasswordWriteback.Secrets;

/// <summary>Files that hold one secret. They must be readable by their owner only. Compiled into what reads such settings.</summary>
internal static class SecretFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The secret, without the line's end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setting">The setting that names it, for the message.</param>
    /// <exception cref="InvalidDataException">It cannot be read, is empty, or others can read it.</exception>
    public static string Read(string path, string setting)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                throw new InvalidDataException(
                    $"{setting}: others than its owner may use {path}. Take the right away (chmod 600); if others have read it, replace the secret.");
            }

            var secret = File.ReadAllText(path).Trim();
            return secret.Length > 0 ? secret : throw new InvalidDataException($"{setting}: {path} is empty.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{setting}: {path} cannot be read. {unreadable.Message}", unreadable);
        }
    }
}
