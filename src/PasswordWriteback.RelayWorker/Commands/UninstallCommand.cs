using System.CommandLine;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>uninstall</c>: stops and removes the service. What it knows stays, unless that is to go, too.</summary>
internal static class UninstallCommand
{
    public static Command Create(Terminal terminal, ServiceMachine machine)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var purge = new Option<bool>("--purge")
        {
            Description = "Remove the state folder as well: key, enrolment, ledger, and the records that rollback needs. It cannot be taken back.",
        };
        var command = new Command("uninstall", "Stops the service and removes it. A write at work may end first. Its data stay.") { purge, state };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            machine.RequireElevated();
            var folder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default());
            var removeData = result.GetValue(purge);
            try
            {
                await machine.Control.UninstallAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceControlException absent) when (absent.Fault == ServiceFault.NotInstalled && removeData)
            {
                // What is left to do is the data.
            }

            if (removeData)
            {
                StatePurge.Remove(folder);
            }

            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { service = machine.Control.Name, removed = true, purged = removeData ? folder : null }));
                return ExitCode.Done;
            }

            var output = new Tables(terminal);
            output.Good($"The service {machine.Control.Name} is removed.");
            output.Line(removeData ? $"{folder} is removed. Have this relay revoked in the cloud." : $"Its data stay in {folder}; 'relay uninstall --purge' removes them.");
            return ExitCode.Done;
        });
    }
}
