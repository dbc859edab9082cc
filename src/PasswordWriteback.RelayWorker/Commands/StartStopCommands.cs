using System.CommandLine;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>start</c> and <c>stop</c>: each ends when the service is there, or at its deadline.</summary>
internal static class StartStopCommands
{
    public static Command Start(Terminal terminal, ServiceMachine machine) => Create(
        terminal, machine, "start", $"Starts the service; ends when it is ready, within {ServiceTiming.Start.TotalSeconds:0} s.", "runs", machine.Control.StartAsync);

    public static Command Stop(Terminal terminal, ServiceMachine machine) => Create(
        terminal,
        machine,
        "stop",
        $"Stops the service; ends when it has ended, a write at work included, within {ServiceTiming.Stop.TotalSeconds:0} s.",
        "has stopped",
        machine.Control.StopAsync);

    private static Command Create(
        Terminal terminal, ServiceMachine machine, string verb, string description, string outcome, Func<CancellationToken, Task> work)
    {
        var json = RelayCommandLine.JsonOption();
        return new Command(verb, description).Does(terminal, json, async (result, cancellationToken) =>
        {
            machine.RequireElevated();
            await work(cancellationToken).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { service = machine.Control.Name, outcome }));
            }
            else
            {
                new Tables(terminal).Good($"The service {machine.Control.Name} {outcome}.");
            }

            return ExitCode.Done;
        });
    }
}
