using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>How a write ended.</summary>
internal static class WriteOutput
{
    /// <returns>The exit code.</returns>
    public static int Write(Terminal terminal, bool json, GrantResult result)
    {
        var exitCode = result.Outcome switch
        {
            WriteOutcome.Written or WriteOutcome.NothingToDo => ExitCode.Done,
            WriteOutcome.ChangeInFlight => ExitCode.PendingOrUnknown,
            _ => ExitCode.NotCompliant,
        };
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(result));
            return exitCode;
        }

        var output = new Tables(terminal);
        output.Heading("Result");
        foreach (var write in result.Writes)
        {
            output.Line($"{write.Dn} on {write.Server}: version {write.Version}, USN {write.Usn}, {write.AddedAces.Count} entries added, {write.RemovedAces.Count} taken away.");
        }

        if (exitCode == ExitCode.Done)
        {
            output.Good(result.Detail);
        }
        else
        {
            output.Bad($"{result.Outcome}: {result.Detail}");
        }

        if (result.RecordPath is not null)
        {
            output.Line($"Rollback record: {result.RecordPath}");
        }

        if (result is { RecordPath: not null, Writes.Count: > 0 })
        {
            output.Line($"Next: relay confirm --record {result.RecordPath}");
        }

        return exitCode;
    }
}
