using System.CommandLine;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>run</c>: the service. Everything that it needs stands in the state folder; no password on a command line.</summary>
internal static class RunCommand
{
    /// <summary>The option by which the service control manager of Windows starts it.</summary>
    public const string AsService = "--as-service";

    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var policy = new Option<string?>("--policy") { Description = $"The relay's policy. Default: {RelayPolicyFile.DefaultPath()}.", HelpName = "FILE" };
        var events = EvidenceCommand.EventsOption();
        var asService = new Option<bool>(AsService) { Description = "Set by 'relay install': the service control manager of Windows starts this process.", Hidden = true };
        var command = new Command("run", "Runs the service: takes commands from the queue, carries them out, answers. Ends with Ctrl+C or SIGTERM.")
        {
            state, policy, events, asService,
        };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var service = result.GetValue(asService);
            using var loggers = ServiceLog.Create(service);
            var pulse = new RelayPulse(TimeProvider.System);
            var options = new RelayHostOptions
            {
                StateFolder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default()),
                Policy = RelayPolicySource.File(Path.GetFullPath(result.GetValue(policy) ?? RelayPolicyFile.DefaultPath())),
                EventLog = WritebackEventLogs.For(EvidenceCommand.Path(result.GetValue(events)), TimeProvider.System),
                Version = RelayCommandLine.Version,
                Logger = loggers.CreateLogger("Relay"),
                Pulse = pulse,
            };
            return await ServiceRun.RunAsync(service, stop => RelayHost.RunAsync(options, stop), pulse, loggers, cancellationToken).ConfigureAwait(false);
        });
    }
}
