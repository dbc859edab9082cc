using System.CommandLine;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>rollback</c>: takes back exactly what one apply added.</summary>
internal static class RollbackCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var record = RecordOption();
        var require = ApplyCommand.RequiredControllerOption();
        var command = new Command("rollback", "Takes back exactly the entries that one 'apply' added, where they still are.") { record, require };
        connection.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(record);
            _ = GrantRecordStore.Read(path);
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var required = ApplyCommand.Required(session.Forest, result.GetValue(require));
            var local = new LocalRevoke(session.Connector, path, time);
            var waiting = local.Find();
            var by = waiting is null ? default : await session.WhoAsync(cancellationToken).ConfigureAwait(false);
            if (waiting is not null && !result.GetValue(json))
            {
                terminal.Out.WriteLine($"Run {waiting.RunId} waits for this since {waiting.RequestedAt:u}, until {waiting.Deadline:u}. You are {by.Name}.");
            }

            var revoked = await local.WriteAsync(waiting, session.Forest, required, by, cancellationToken).ConfigureAwait(false);
            return WriteOutput.Write(terminal, result.GetValue(json), revoked);
        });
    }

    internal static Option<string> RecordOption() => new("--record")
    {
        Description = "Rollback record that 'apply' wrote.",
        HelpName = "FILE",
        Required = true,
    };
}
