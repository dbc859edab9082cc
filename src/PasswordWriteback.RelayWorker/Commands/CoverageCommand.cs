using System.CommandLine;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>coverage</c>: reads every user and says who can be written back, and why the others cannot.</summary>
internal static class CoverageCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var grant = new GrantArguments();
        var users = new Option<bool>("--users") { Description = "Name every enabled user that cannot be written back, one a line." };
        var command = new Command("coverage", "Reads every user and says who can be written back, and why the others cannot.") { users };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var settings = grant.ForReading(result);
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var account = await session.RequireAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            Action<UserCoverage>? eachUser = result.GetValue(users) ? user => Name(terminal, result.GetValue(json), user) : null;
            var summary = await new CoverageScanner(session.Connector, TimeProvider.System)
                .ScanAsync(new AssessmentRequest(session.Forest, account, settings), eachUser, cancellationToken).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                // With users the document is a line like theirs, so the output stays one JSON value a line.
                terminal.Out.WriteLine(eachUser is null ? JsonOutput.Serialize(summary) : JsonOutput.SerializeLine(summary));
            }
            else
            {
                AssessmentOutput.Coverage(new Tables(terminal), summary);
            }

            return Judge(summary);
        });
    }

    // Protected accounts stay out by design: they do not count against anybody. One certain user without coverage decides, whatever else is unread.
    internal static int Judge(CoverageSummary summary)
    {
        var unread = Count(CoverageReason.Unreadable);
        return summary.Covered + Count(CoverageReason.ProtectedByDesign) + unread < summary.EnabledUsers ? ExitCode.NotCompliant
            : unread > 0 ? ExitCode.PendingOrUnknown
            : ExitCode.Done;

        int Count(CoverageReason reason) => summary.Groups.Where(group => group.Reason == reason).Sum(group => group.Count);
    }

    private static void Name(Terminal terminal, bool json, UserCoverage user)
    {
        if (user.Enabled && user.Reason != CoverageReason.Covered)
        {
            terminal.Out.WriteLine(json ? JsonOutput.SerializeLine(user) : $"{user.Dn}\t{user.Reason}\t{user.Where}");
        }
    }
}
