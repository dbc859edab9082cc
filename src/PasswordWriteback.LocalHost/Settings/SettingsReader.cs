namespace PasswordWriteback.LocalHost.Settings;

/// <summary>Reads the settings of a data folder.</summary>
internal static class SettingsReader
{
    public const string FileName = "appsettings.json";
    private const string Prefix = "PWB_";

    /// <param name="folder">The data folder.</param>
    /// <param name="commandLine">What the command line says; entries without value are not said.</param>
    /// <exception cref="SettingsException">A setting is unknown or cannot be read.</exception>
    public static LocalHostSettings Read(DirectoryInfo folder, IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(folder.FullName, FileName), optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(Prefix)
                .AddInMemoryCollection(commandLine.Where(setting => setting.Value is not null))
                .Build();
            var settings = configuration.Get<LocalHostSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
            return WithDatabase(settings);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException or FormatException)
        {
            // The messages of the binder name settings, and the value only where it has the wrong type: no secret has one.
            throw new SettingsException(
                $"The settings cannot be read ({FileName} in {folder.FullName}, environment variables {Prefix}…): {unreadable.Message}", unreadable);
        }
    }

    private static LocalHostSettings WithDatabase(LocalHostSettings settings) => settings switch
    {
        { Database: not null, DatabaseFile: not null } => throw new SettingsException("Set Database or DatabaseFile, not both."),
        { DatabaseFile: { } file } => settings with { Database = SettingsSecret.Read(file, nameof(settings.DatabaseFile)) },
        _ => settings,
    };
}
