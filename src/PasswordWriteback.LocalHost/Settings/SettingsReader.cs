using System.Reflection;
using System.Text.Json;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.LocalHost.Settings;

/// <summary>Reads the settings of a data folder.</summary>
internal static class SettingsReader
{
    public const string FileName = "appsettings.json";
    private const string Prefix = "PWB_";
    private const BindingFlags AnyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

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
            Check(configuration, folder);
            var settings = configuration.Get<LocalHostSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
            return Checked(settings);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException or FormatException)
        {
            // The messages of the binder name settings, and the value only where it has the wrong type: no secret has one.
            var why = unreadable.GetBaseException() is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
                ? $"{FileName} is not JSON, at line {line + 1}, byte {position + 1}."
                : unreadable.Message;
            throw new SettingsException($"The settings cannot be read ({FileName} in {folder.FullName}, environment variables {Prefix}…): {why}", unreadable);
        }
    }

    // A misspelt setting would be one that is not set.
    private static void Check(IConfiguration configuration, DirectoryInfo folder)
    {
        var unknown = configuration.GetChildren().Where(setting => typeof(LocalHostSettings).GetProperty(setting.Key, AnyCase) is null)
            .Concat(configuration.GetSection(nameof(LocalHostSettings.Graph)).GetChildren().Where(setting => typeof(GraphIdentityOptions).GetProperty(setting.Key, AnyCase) is null))
            .FirstOrDefault();
        if (unknown is not null)
        {
            var variable = Prefix + unknown.Path.Replace(":", "__", StringComparison.Ordinal);
            throw new SettingsException(
                $"There is no setting {unknown.Path} (in {FileName} of {folder.FullName}, or the environment variable {variable}). "
                + "Correct the name, or take it away; docs/operations.md lists every setting.");
        }
    }

    private static LocalHostSettings Checked(LocalHostSettings settings) => settings switch
    {
        { PublicUrl: { } url } when !url.IsAbsoluteUri || url.Scheme is not ("http" or "https") =>
            throw new SettingsException($"PublicUrl '{url}' is no address that a browser opens. Write it like https://writeback.example.com."),
        { Database: not null, DatabaseFile: not null } => throw new SettingsException("Set Database or DatabaseFile, not both."),
        { DatabaseFile: { } file } => settings with { Database = SettingsSecret.Read(file, nameof(settings.DatabaseFile)) },
        _ => settings,
    };
}
