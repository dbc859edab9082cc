using System.CommandLine;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>confirm</c>: asks every domain controller whether a recorded write has arrived and been inherited.</summary>
internal static class ConfirmCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var record = RollbackCommand.RecordOption();
        var require = ApplyCommand.RequiredControllerOption();
        var wait = new Option<double>("--wait")
        {
            Description = "Ask again until every required domain controller has it, at most this many seconds. Default: ask once.",
            HelpName = "SECONDS",
        };
        var command = new Command("confirm", "Asks every domain controller whether what 'apply' wrote has arrived and been inherited.") { record, require, wait };
        connection.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var path = result.GetRequiredValue(record);
            var kept = GrantRecordStore.Read(path);
            if (kept.Targets.FirstOrDefault(target => (target.Rollback ?? target.Grant).State == RecordedState.AboutToWrite) is { } open)
            {
                new Failure(
                    "WriteUnknown",
                    $"Whether the write to {open.Dn} was made is not known: it was announced, and nothing was heard after.",
                    "Run 'relay check' to see which rights are there now, or 'relay rollback' with this record to take back what was written.").Print(terminal, result.GetValue(json));
                return ExitCode.PendingOrUnknown;
            }

            var writes = RecordedWrites.From(kept);
            var until = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(result.GetValue(wait), 0, 604_800));
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var named = ApplyCommand.Named(session.Forest, result.GetValue(require));
            var confirmer = new ReplicationConfirmer(session.Connector, time);
            ReplicationConfirmation confirmation;
            while (true)
            {
                var request = new ConfirmationRequest(session.Forest, writes)
                {
                    Named = named,
                    Previous = PreviousConfirmations.Read(path),
                };
                confirmation = await confirmer.ConfirmAsync(request, cancellationToken).ConfigureAwait(false);
                PreviousConfirmations.Write(path, confirmation.Controllers);
                if (Verdict(writes, confirmation) != ExitCode.PendingOrUnknown || time.GetUtcNow() + Pause > until)
                {
                    break;
                }

                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }

            return Show(terminal, result.GetValue(json), writes, confirmation, takenBack: kept.RollbackWrites().Count == writes.Count);
        });
    }

    private static int Show(Terminal terminal, bool json, IReadOnlyList<WriteToConfirm> writes, ReplicationConfirmation confirmation, bool takenBack)
    {
        var exitCode = Verdict(writes, confirmation);
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(confirmation));
            return exitCode;
        }

        var output = new Tables(terminal);
        if (writes.Count == 0)
        {
            output.Line("The record holds no write that was made: there is nothing to confirm.");
            return exitCode;
        }

        ControllersOutput.Write(output, confirmation);
        if (exitCode == ExitCode.Done)
        {
            output.Good(takenBack
                ? "Every required domain controller has the rollback: what was granted is gone there."
                : "Every required domain controller has the permissions.");
        }
        else
        {
            output.Warn(takenBack
                ? "Not every required domain controller has the rollback: what was granted may still stand there."
                : "Not every required domain controller has the permissions.");
        }

        return exitCode;
    }

    private static int Verdict(IReadOnlyList<WriteToConfirm> writes, ReplicationConfirmation confirmation) =>
        confirmation.Alarms.Count > 0 ? ExitCode.NotCompliant
        : writes.Count == 0 || AllConfirmed([.. confirmation.Controllers.Where(item => item.Required)]) ? ExitCode.Done
        : ExitCode.PendingOrUnknown;

    // Nobody asked is nobody confirmed.
    private static bool AllConfirmed(List<ControllerConfirmation> required) =>
        required.Count > 0 && required.TrueForAll(item => item.State == ConfirmationState.Confirmed);
}
