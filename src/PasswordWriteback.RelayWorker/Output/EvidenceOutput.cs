using System.Globalization;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>The evidence as a person reads it.</summary>
internal static class EvidenceOutput
{
    public static void Write(Tables output, DateTimeOffset at, Reading<WritebackEvidence> evidence, IReadOnlyList<Finding> findings, Verdict verdict)
    {
        if (evidence is { IsKnown: true, Value.Log: { } log })
        {
            Log(output, evidence.Value, log);
        }

        output.Heading("Conclusion");
        foreach (var finding in findings)
        {
            var line = $"{finding.Code} {finding.Status}: {finding.Evidence.Summary}{(finding.Required ? "" : " (advice)")}";
            if (finding.Status is FindingStatus.Met or FindingStatus.NotApplicable)
            {
                output.Line(line);
                continue;
            }

            output.Warn(line);
            if (finding.Remedy is not null)
            {
                output.Line($"  {finding.Remedy}");
            }
        }

        output.Line($"Verdict of this evidence alone, as of {Time(at)}: {verdict}.");
    }

    private static void Log(Tables output, WritebackEvidence evidence, WritebackLogSummary log)
    {
        output.Heading("Events of writeback");
        output.Line($"{log.Events} events, {Time(log.Oldest)} to {Time(log.Newest)}{(log.Complete ? "" : "; older ones were left out")}");
        output.Line($"Onboarded: {Time(evidence.OnboardedAt)}. Newest heartbeat: {Time(evidence.LastHeartbeat)}. Service Bus: {log.Namespace ?? "not named"}.");
        if (log.Operations.Count > 0)
        {
            output.Table(["Operation", "Succeeded", "Failed", "Unfinished"], log.Operations.Select(Row));
        }

        if (log.Troubles.Count > 0)
        {
            output.Heading("Trouble");
            output.Table(["State", "Event", "Code", "Count", "Last", "Meaning", "First fix"], log.Troubles.Select(Row));
        }

        foreach (var unknown in log.UnknownEvents)
        {
            output.Line($"Not documented: {unknown.Source} {unknown.EventId}, {unknown.Count} time(s), last {Time(unknown.Last)}.");
        }
    }

    private static IReadOnlyList<string> Row(OperationCount count) =>
        [count.Operation.ToString(), Number(count.Succeeded), Number(count.Failed), Number(count.Unfinished)];

    private static IReadOnlyList<string> Row(EventTrouble trouble) =>
    [
        trouble.Open ? "open" : "over",
        $"{trouble.Source} {Number(trouble.EventId)}",
        trouble.Code ?? "",
        Number(trouble.Count),
        Time(trouble.Last),
        trouble.Meaning,
        trouble.FirstFix ?? "",
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? at) => at is { } known ? known.ToString("u", CultureInfo.InvariantCulture) : "none";
}
