namespace PasswordWriteback.Relay.Ldap;

/// <summary>A file that holds one password and nothing else.</summary>
public static class PasswordFile
{
    /// <summary>Reads it. One line end at the end belongs to the editor, not to the password.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, or is empty.</exception>
    public static string Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The password file {path} cannot be read.", exception);
        }

        text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        return text.Length > 0 ? text : throw new InvalidDataException($"The password file {path} is empty.");
    }
}
