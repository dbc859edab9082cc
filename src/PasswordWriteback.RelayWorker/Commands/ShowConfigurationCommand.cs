using System.CommandLine;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Configuration;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>show-configuration</c>: what the relay would run with, where each value comes from, and no secret. Asks nobody but the service manager.</summary>
internal static class ShowConfigurationCommand
{
    public static Command Create(Terminal terminal, ServiceMachine machine)
    {
        var json = RelayCommandLine.JsonOption();
        var state = StateFolder.Option();
        var policy = PolicyOption.Create();
        var command = new Command("show-configuration", "Shows the configuration in force, where each value comes from, and no secret.") { state, policy };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var service = await machine.Control.ReadAsync(cancellationToken).ConfigureAwait(false);
            var values = EffectiveConfiguration.Read(
                result.GetValue(state), result.GetValue(policy), Environment.GetEnvironmentVariable, machine.Control.Name, service);
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { values, service }));
                return ExitCode.Done;
            }

            new Tables(terminal).Table(
                ["Name", "Value", "From"],
                values.Select(value => (IReadOnlyList<string>)[value.Name, value.Value ?? "none", value.Where ?? value.Source.ToString().ToLowerInvariant()]));
            return ExitCode.Done;
        });
    }
}
