using System.CommandLine;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Hosting.Systemd;
using PasswordWriteback.RelayWorker.Hosting.Windows;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>install</c>: makes the relay a service that starts with the machine. Changes nothing when it may not, or when there is one.</summary>
internal static class InstallCommand
{
    public static Command Create(Terminal terminal, ServiceMachine machine)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var policy = new Option<string?>("--policy") { Description = $"The relay's policy. Default: {RelayPolicyFile.DefaultPath()}.", HelpName = "FILE" };
        var events = EvidenceCommand.EventsOption();
        var account = new Option<string?>("--account")
        {
            Description = OperatingSystem.IsWindows()
                ? $@"Group managed service account to run as, DOMAIN\name$. Default: {WindowsServiceAccount.Virtual(ServiceNames.Windows)}."
                : $"User to run as; made when there is none. Default: {SystemdServiceControl.DefaultUser}.",
            HelpName = "ACCOUNT",
        };
        var command = new Command("install", "Makes this program, where it lies, a service that starts with the machine. Needs an enrolled server and administrator's rights.")
        {
            state, policy, events, account,
        };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            machine.RequireElevated();
            var folder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default());
            if (await machine.Control.ReadAsync(cancellationToken).ConfigureAwait(false) is { IsKnown: true, Value.State: not ServiceState.NotInstalled })
            {
                throw new ServiceControlException(
                    ServiceFault.Exists, $"The service {machine.Control.Name} is installed already.", "Run 'relay uninstall' first; its data stay.");
            }

            ServiceMachine.RequireEnrolled(folder);
            var named = result.GetValue(policy);
            var definition = new ServiceDefinition(
                machine.RequireProgram(), folder, named is null ? null : Path.GetFullPath(named), EvidenceCommand.Path(result.GetValue(events)), result.GetValue(account));
            machine.RequireVisible(definition.StateFolder);
            machine.RequireVisible(definition.PolicyFile);
            machine.RequireVisible(definition.EventsFile);
            await machine.Control.InstallAsync(definition, cancellationToken).ConfigureAwait(false);
            return Report(terminal, result.GetValue(json), machine.Control.Name, definition);
        });
    }

    private static int Report(Terminal terminal, bool json, string name, ServiceDefinition definition)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new { service = name, definition.Executable, definition.Arguments, definition.StateFolder, definition.Account }));
            return ExitCode.Done;
        }

        var output = new Tables(terminal);
        output.Good($"The service {name} is installed and starts with the machine. Start it now: relay start");
        if (Enrolment.Read(definition.StateFolder).Directory.PasswordFile is { } file)
        {
            output.Warn($"Its account must be able to read {file}.");
        }

        return ExitCode.Done;
    }
}
