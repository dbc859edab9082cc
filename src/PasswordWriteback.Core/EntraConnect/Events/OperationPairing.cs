namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>
/// Puts start and end events together: by tracking id where both name one; else an end belongs to the earliest open start of the
/// same operation that is at most <see cref="LongestOperation"/> older. Two different tracking ids never belong together.
/// </summary>
public static class OperationPairing
{
    /// <summary>How long an operation may take: unanswered requests end after minutes.</summary>
    public static readonly TimeSpan LongestOperation = TimeSpan.FromMinutes(10);

    /// <summary>The operations in these events.</summary>
    /// <param name="events">In the order of time, each once; see <see cref="EventOrder"/>.</param>
    public static IReadOnlyList<OperationTrace> Pair(IEnumerable<WritebackEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var open = new List<(WritebackOperation Operation, WritebackEvent Start, Guid? Id)>();
        var traces = new List<OperationTrace>();
        foreach (var entry in events)
        {
            if (WritebackEventTable.Find(entry.Source, entry.EventId) is not { } meaning)
            {
                continue;
            }

            var id = WritebackEventText.TrackingId(entry.Message);
            switch (meaning.Role)
            {
                case WritebackEventRole.Started:
                    open.Add((meaning.Operation, entry, id));
                    break;
                case WritebackEventRole.Succeeded or WritebackEventRole.Failed:
                    var index = open.FindIndex(start => Belongs(start, meaning.Operation, entry, id));
                    var start = index < 0 ? null : open[index].Start;
                    if (index >= 0)
                    {
                        id ??= open[index].Id;
                        open.RemoveAt(index);
                    }

                    var outcome = meaning.Role == WritebackEventRole.Succeeded ? OperationOutcome.Succeeded : OperationOutcome.Failed;
                    traces.Add(Trace(meaning.Operation, outcome, start, entry, id));
                    break;
            }
        }

        traces.AddRange(open.Select(left => Trace(left.Operation, OperationOutcome.Unfinished, left.Start, end: null, left.Id)));
        return [.. traces.OrderBy(trace => trace.At)];
    }

    private static bool Belongs(
        (WritebackOperation Operation, WritebackEvent Start, Guid? Id) start, WritebackOperation operation, WritebackEvent end, Guid? id)
    {
        if (start.Operation != operation)
        {
            return false;
        }

        return start.Id is { } first && id is { } second
            ? first == second
            : end.At - start.Start.At <= LongestOperation;
    }

    private static OperationTrace Trace(
        WritebackOperation operation, OperationOutcome outcome, WritebackEvent? start, WritebackEvent? end, Guid? id)
    {
        var texts = new[] { end?.Message, start?.Message }.OfType<string>().ToList();
        return new OperationTrace(
            operation,
            outcome,
            start?.At,
            end?.At,
            id,
            texts.Select(WritebackEventText.UserPrincipalName).FirstOrDefault(name => name is not null),
            texts.Select(WritebackEventText.SourceAnchor).FirstOrDefault(anchor => anchor is not null));
    }
}
