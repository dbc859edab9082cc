using System.Text.Json.Nodes;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>What the log of the Connect server says of the service itself.</summary>
internal static class LogFindings
{
    /// <summary>How old the newest heartbeat may be: the service sends one every five minutes, and may miss some.</summary>
    public static readonly TimeSpan HeartbeatLasts = TimeSpan.FromMinutes(30);

    /// <summary>EVD003: writeback listens.</summary>
    public static Finding Listening(string forest, DateTimeOffset? heartbeat, WritebackLogSummary log, DateTimeOffset at)
    {
        var facts = new JsonObject
        {
            ["lastHeartbeat"] = heartbeat,
            ["ageMinutes"] = heartbeat is { } beat ? Math.Round((at - beat).TotalMinutes) : null,
            ["namespace"] = log.Namespace,
            ["serviceStartedAt"] = log.ServiceStartedAt,
            ["serviceStoppedAt"] = log.ServiceStoppedAt,
        };
        if (heartbeat is null)
        {
            return new Finding(FindingCodes.Listening, FindingStatus.NotApplicable, forest, new Evidence("The log holds no heartbeat 31019; EVD001 says whether writeback was turned on.", facts));
        }

        var stopped = log.ServiceStoppedAt > heartbeat && !(log.ServiceStartedAt > log.ServiceStoppedAt);
        if (!stopped && at - heartbeat <= HeartbeatLasts)
        {
            var through = log.Namespace is null ? "" : $" through {log.Namespace}";
            return new Finding(FindingCodes.Listening, FindingStatus.Met, forest, new Evidence($"The newest heartbeat is of {heartbeat:u}{through}.", facts));
        }

        return new Finding(
            FindingCodes.Listening,
            FindingStatus.NotMet,
            forest,
            new Evidence(
                stopped
                    ? $"The writeback service stopped {log.ServiceStoppedAt:u} (event 31016) and has not started since."
                    : $"The newest heartbeat is of {heartbeat:u}, {Age(at - heartbeat.Value)} ago; one comes every five minutes.",
                facts),
            "Start or restart the service ADSync; see that the Connect server reaches *.servicebus.windows.net on TCP 443.");
    }

    /// <summary>EVD004: no trouble is open.</summary>
    public static Finding Trouble(string forest, WritebackLogSummary log)
    {
        var open = log.Troubles.Where(trouble => trouble.Open).ToList();
        var facts = new JsonObject
        {
            ["events"] = log.Events,
            ["since"] = log.Since,
            ["oldest"] = log.Oldest,
            ["complete"] = log.Complete,
            ["operations"] = new JsonArray([.. log.Operations.Select(Describe)]),
            ["troubles"] = new JsonArray([.. log.Troubles.Select(Describe)]),
            ["hashesSentAt"] = log.HashesSentAt,
            ["hashesAnsweredAt"] = log.HashesAnsweredAt,
            ["unknownEvents"] = new JsonArray([.. log.UnknownEvents.Select(unknown => new JsonObject { ["id"] = unknown.EventId, ["count"] = unknown.Count })]),
        };
        var rest = (log.Complete ? "" : " The log holds more than was read: the oldest events were left out.")
            + (log.UnknownEvents.Count == 0 ? "" : $" {log.UnknownEvents.Sum(unknown => unknown.Count)} event(s) have ids that are not documented; they count for nothing.");
        if (open.Count == 0 && (!log.Complete || log.Events == 0))
        {
            return new Finding(
                FindingCodes.NoOpenTrouble,
                FindingStatus.Unknown,
                forest,
                new Evidence(
                    log.Events == 0
                        ? "The log holds no event of writeback in the last 30 days, so it reports neither trouble nor its absence."
                        : "No trouble is open in what was read." + rest,
                    facts),
                "Look into the Application log of the Connect server by hand: source PasswordResetService, or 'relay evidence --events FILE' of an export of the days that are left out.");
        }

        if (open.Count == 0)
        {
            return new Finding(FindingCodes.NoOpenTrouble, FindingStatus.Met, forest, new Evidence(
                (log.Troubles.Count == 0
                    ? $"None of {log.Events} events reports a failure."
                    : $"{log.Troubles.Sum(trouble => trouble.Count)} events report failures; all are over, or concern one person's password.") + rest,
                facts));
        }

        var newest = open[0];
        return new Finding(
            FindingCodes.NoOpenTrouble,
            FindingStatus.NotMet,
            forest,
            new Evidence(
                $"{open.Sum(trouble => trouble.Count)} events report trouble that nothing shows to be over; the newest is {newest.Source} {newest.EventId} "
                + $"of {newest.Last:u}: {newest.Meaning}.{rest}",
                facts),
            string.Join(" ", open.Select(trouble => trouble.FirstFix).OfType<string>().Distinct(StringComparer.Ordinal).Take(3)));
    }

    private static string Age(TimeSpan age) => age < TimeSpan.FromHours(3) ? $"{age.TotalMinutes:0} minutes"
        : age < TimeSpan.FromDays(3) ? $"{age.TotalHours:0} hours"
        : $"{age.TotalDays:0} days";

    private static JsonNode Describe(OperationCount count) => new JsonObject
    {
        ["operation"] = count.Operation.ToString(),
        ["succeeded"] = count.Succeeded,
        ["failed"] = count.Failed,
        ["unfinished"] = count.Unfinished,
    };

    private static JsonNode Describe(EventTrouble trouble) => new JsonObject
    {
        ["source"] = trouble.Source,
        ["id"] = trouble.EventId,
        ["code"] = trouble.Code,
        ["count"] = trouble.Count,
        ["last"] = trouble.Last,
        ["open"] = trouble.Open,
        ["meaning"] = trouble.Meaning,
        ["firstFix"] = trouble.FirstFix,
    };
}
