using PasswordWriteback.Secrets;

namespace PasswordWriteback.LocalHost.Settings;

/// <summary>The secret in a file that a setting names.</summary>
internal static class SettingsSecret
{
    /// <param name="path">The file.</param>
    /// <param name="setting">The setting that names it, for the message.</param>
    /// <exception cref="SettingsException">It cannot be read, is empty, or others can read it.</exception>
    public static string Read(string path, string setting)
    {
        try
        {
            return SecretFile.Read(path, setting);
        }
        catch (InvalidDataException unusable)
        {
            throw new SettingsException(unusable.Message, unusable);
        }
    }
}
