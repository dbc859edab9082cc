using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.EventLog;
using static PasswordWriteback.Relay.Tests.Recordings.RecordingCheck;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>wevtutil's XML read by the product gives the events that Windows lists: those that concern writeback, each with number and time.</summary>
internal static class EventsCheck
{
    public static IEnumerable<string> Differences(JsonObject data)
    {
        var listed = Objects(data["listed"])
            .Where(entry => WritebackEventTable.Concerns(entry["provider"]!.ToString(), entry["id"]!.GetValue<int>())
                && !WritebackEventTable.IsHashBatch(entry["provider"]!.ToString(), entry["id"]!.GetValue<int>()))
            .Select(entry => Line(
                entry["provider"]!.ToString(), entry["id"]!.GetValue<int>(), entry["record"]!.GetValue<long>(),
                DateTimeOffset.Parse(entry["at"]!.ToString(), CultureInfo.InvariantCulture)))
            .ToHashSet(StringComparer.Ordinal);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, data["xml"]!.ToString());
            var read = new EventLogExport(file).ReadAsync(DateTimeOffset.MinValue, CancellationToken.None).GetAwaiter().GetResult();
            if (!read.IsKnown)
            {
                return [$"the export is not read: {read.UnknownReason}"];
            }

            var ours = read.Value.Where(entry => !WritebackEventTable.IsHashBatch(entry.Source, entry.EventId)).Select(entry => Line(entry.Source, entry.EventId, entry.RecordId ?? -1, entry.At)).ToHashSet(StringComparer.Ordinal);
            return listed.Count == 0
                ? ["no event of writeback was recorded"]
                : [.. listed.Except(ours).Select(line => $"Windows lists {line}, we do not read it"), .. ours.Except(listed).Select(line => $"we read {line}, Windows does not list it")];
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Get-WinEvent gives 100 ns, the XML may give fewer digits: to the millisecond both are the same.
    private static string Line(string source, int id, long record, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{source} {id} number {record} of {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff}");
}
