using System.CommandLine;
using System.Globalization;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>evidence</c>: says what the Application log of Entra Connect, and with a canary the directory, show of writeback at work.</summary>
internal static class EvidenceCommand
{
    public static Option<string?> EventsOption() => new("--events")
    {
        Description = "Export of the Connect server's Application log as XML. Default: the log of this machine (Windows).",
        HelpName = "FILE",
    };

    /// <exception cref="UsageException">There is no such file.</exception>
    public static string? Path(string? named) => named is null || File.Exists(named)
        ? named is null ? null : System.IO.Path.GetFullPath(named)
        : throw new UsageException($"There is no file {named}.", "Export the Application log of the Connect server as XML, and name that file.");

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var events = EventsOption();
        var days = new Option<int>("--days") { Description = "How far to look back, 1 to 90. Default: 30.", HelpName = "DAYS", DefaultValueFactory = _ => 30 };
        var canary = new Option<string?>("--canary")
        {
            Description = "User whose reset must have arrived: logon name or user principal name. Without it only the log is read.",
            HelpName = "USER",
        };
        var asOf = new Option<string?>("--at")
        {
            Description = "Judge as of this time, for example 2026-11-22T14:00Z (without an offset: UTC). Default: when the export was last written, else now.",
            HelpName = "TIME",
        };
        var command = new Command("evidence", "Says what the log of Entra Connect and the directory show of writeback at work. Writes nothing.") { events, days, canary, asOf };
        connection.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var window = result.GetValue(days) is >= 1 and <= 90 and var given
                ? TimeSpan.FromDays(given)
                : throw new UsageException("--days is not from 1 to 90.", "Give a number of days, for example 30.");
            var export = Path(result.GetValue(events));
            var log = WritebackEventLogs.For(export, time);
            var at = At(result.GetValue(asOf)) ?? (export is null ? time.GetUtcNow() : new DateTimeOffset(File.GetLastWriteTimeUtc(export)));
            var since = at - window;
            var evidence = result.GetValue(canary) is { } user
                ? await WithCanaryAsync(log, user, connection, result, since, cancellationToken).ConfigureAwait(false)
                : await OfTheLogAsync(log, since, cancellationToken).ConfigureAwait(false);
            return Show(terminal, result.GetValue(json), evidence, at);
        });
    }

    private static DateTimeOffset? At(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new UsageException($"--at {text} is no time.", "Write it as in 2026-11-22T14:00Z.");
    }

    private static async Task<(string Subject, Reading<WritebackEvidence> Evidence)> WithCanaryAsync(
        IWritebackEventLog log, string canary, ConnectionArguments connection, ParseResult result, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
        var evidence = await new EvidenceCollector(log, session.Connector, canary).CollectAsync(session.Forest, since, cancellationToken).ConfigureAwait(false);
        return (session.Forest.RootDnsName, evidence);
    }

    private static async Task<(string Subject, Reading<WritebackEvidence> Evidence)> OfTheLogAsync(
        IWritebackEventLog log, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var read = await log.ReadAsync(since, cancellationToken).ConfigureAwait(false);
        return ("", read.IsKnown ? Reading.Known(EvidenceCollector.Sum(read.Value, since)) : Reading.Unknown<WritebackEvidence>(read.UnknownReason));
    }

    private static int Show(Terminal terminal, bool json, (string Subject, Reading<WritebackEvidence> Evidence) found, DateTimeOffset at)
    {
        var findings = EvidenceFindings.Judge(found.Subject, found.Evidence, at);
        var verdict = VerdictRule.Judge(findings);
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new { at, evidence = found.Evidence, findings, verdict }));
        }
        else
        {
            EvidenceOutput.Write(new Tables(terminal), at, found.Evidence, findings, verdict);
        }

        return verdict switch
        {
            Verdict.Compliant or Verdict.ConfiguredNotProven => ExitCode.Done,
            Verdict.Unknown => ExitCode.PendingOrUnknown,
            _ => ExitCode.NotCompliant,
        };
    }
}
