using System.CommandLine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>run</c>: the service. Everything that it needs stands in the state folder; no password on a command line.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var policy = new Option<string?>("--policy") { Description = $"The relay's policy. Default: {RelayPolicyFile.DefaultPath()}.", HelpName = "FILE" };
        var events = EvidenceCommand.EventsOption();
        var command = new Command("run", "Runs the service: takes commands from the queue, carries them out, answers. Ends with Ctrl+C or SIGTERM.") { state, policy, events };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            }));
            await RelayHost.RunAsync(
                new RelayHostOptions
                {
                    StateFolder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default()),
                    Policy = RelayPolicySource.File(Path.GetFullPath(result.GetValue(policy) ?? RelayPolicyFile.DefaultPath())),
                    EventLog = WritebackEventLogs.For(EvidenceCommand.Path(result.GetValue(events)), TimeProvider.System),
                    Version = RelayCommandLine.Version,
                    Logger = loggers.CreateLogger("Relay"),
                },
                cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
    }
}
