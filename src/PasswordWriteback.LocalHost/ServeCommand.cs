using System.CommandLine;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.State;
using PasswordWriteback.Storage;

namespace PasswordWriteback.LocalHost;

/// <summary><c>serve</c>: runs the backend until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder for store, journal, token and appsettings.json; made when it does not exist.",
            DefaultValueFactory = _ => DataFolder.Default,
        };
        var urls = new Option<string?>("--urls")
        {
            Description = "Where to listen, separated by semicolons. Default: http://127.0.0.1:7085. Elsewhere than on loopback only with TLS and an issuer.",
        };
        var database = new Option<string?>("--database")
        {
            Description = "A PostgreSQL database as Npgsql writes it (Host=…;Database=…). Others see a command line: put passwords into PWB_Database or PWB_DatabaseFile.",
        };
        var command = new Command("serve", "Serves the HTTP API and carries runs.") { data, urls, database };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(data)!,
            [new(nameof(LocalHostSettings.Urls), parsed.GetValue(urls)), new(nameof(LocalHostSettings.Database), parsed.GetValue(database))],
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string dataFolder, IEnumerable<KeyValuePair<string, string?>> commandLine, CancellationToken cancellationToken)
    {
        try
        {
            var settings = SettingsReader.Read(DataFolder.Open(dataFolder), commandLine);
            var application = await LocalHostApplication.BuildAsync(
                new LocalHostOptions { DataFolder = dataFolder, Settings = settings, Logging = Log }, cancellationToken).ConfigureAwait(false);
            await using (application.ConfigureAwait(false))
            {
                await application.Web.StartAsync(cancellationToken).ConfigureAwait(false);
                await SayAsync(application).ConfigureAwait(false);
                await application.Web.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        }
        catch (SettingsException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message).ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        catch (Exception failed) when (failed is StoreUnavailableException or JournalInUseException or JournalUnavailableException or IOException)
        {
            await Console.Error.WriteLineAsync(failed.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    private static async Task SayAsync(LocalHostApplication application)
    {
        if (application.Token is { IsNew: true } token)
        {
            await Console.Out.WriteLineAsync($"Token of this host, printed this once and kept in {token.File}: {token.Value}").ConfigureAwait(false);
        }

        foreach (var url in application.Web.Urls)
        {
            await Console.Out.WriteLineAsync($"Listening on {url}").ConfigureAwait(false);
        }
    }

    private static void Log(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = true;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
