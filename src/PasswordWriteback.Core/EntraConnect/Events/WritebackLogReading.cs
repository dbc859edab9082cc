namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>Reads the events of writeback: what they mean, what belongs together, what is over.</summary>
public static class WritebackLogReading
{
    /// <summary>Kinds of trouble that a summary holds.</summary>
    public const int TroublesReported = 40;

    /// <summary>Undocumented ids that a summary holds.</summary>
    public const int UnknownReported = 20;

    /// <summary>Successes that a summary holds.</summary>
    public const int SuccessesReported = 50;

    private const int Heartbeat = 31019;

    /// <summary>Sums up.</summary>
    /// <param name="events">Sorted by <see cref="EventOrder"/>.</param>
    /// <param name="operations">Their operations, by <see cref="OperationPairing"/>.</param>
    /// <param name="since">Start of the window.</param>
    /// <param name="complete">Whether every event of the window was read.</param>
    public static WritebackLogSummary Sum(
        IReadOnlyList<WritebackEvent> events, IReadOnlyList<OperationTrace> operations, DateTimeOffset since, bool complete)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(operations);
        IReadOnlyList<SeenSuccess> successes =
        [
            .. operations.Where(trace => trace is { WritesPassword: true, Outcome: OperationOutcome.Succeeded }).Reverse().Take(SuccessesReported)
                .Select(trace => new SeenSuccess(trace.Operation, trace.StartedAt, trace.At)),
        ];
        return new WritebackLogSummary(
            since,
            events.Count > 0 ? events[0].At : null,
            events.Count > 0 ? events[^1].At : null,
            complete,
            events.Count,
            [.. operations.GroupBy(trace => trace.Operation).OrderBy(group => group.Key).Select(Count)],
            successes.Count > 0 ? successes[0] : null,
            Newest(events, 31015),
            Newest(events, 31016),
            Newest(events, 31013),
            events.Reverse().Where(entry => entry.EventId == Heartbeat).Concat(events.Reverse())
                .Select(entry => WritebackEventText.ServiceBusNamespace(entry.Message)).FirstOrDefault(name => name is not null),
            [.. Troubles(events, operations).OrderByDescending(trouble => trouble.Last).Take(TroublesReported)],
            [.. Unknown(events).Take(UnknownReported)])
        {
            Successes = successes,
            HashesSentAt = NewestBatch(events, 656),
            HashesAnsweredAt = NewestBatch(events, 657),
        };
    }

    /// <summary>The newest event of source PasswordResetService with this id; null when none.</summary>
    public static DateTimeOffset? Newest(IReadOnlyList<WritebackEvent> events, int eventId)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.LastOrDefault(entry => entry.EventId == eventId && entry.Source == WritebackSources.PasswordReset)?.At;
    }

    private static DateTimeOffset? NewestBatch(IReadOnlyList<WritebackEvent> events, int eventId) =>
        events.LastOrDefault(entry => entry.EventId == eventId && entry.Source == WritebackSources.HashSynchronization)?.At;

    private static OperationCount Count(IGrouping<WritebackOperation, OperationTrace> group) => new(
        group.Key,
        group.Count(trace => trace.Outcome == OperationOutcome.Succeeded),
        group.Count(trace => trace.Outcome == OperationOutcome.Failed),
        group.Count(trace => trace.Outcome == OperationOutcome.Unfinished));

    private static IEnumerable<UnknownEvent> Unknown(IReadOnlyList<WritebackEvent> events) => events
        .Where(entry => entry.Source == WritebackSources.PasswordReset && WritebackEventTable.Find(entry.Source, entry.EventId) is null)
        .GroupBy(entry => (entry.Source, entry.EventId))
        .Select(group => new UnknownEvent(group.Key.Source, group.Key.EventId, group.Count(), group.Max(entry => entry.At)))
        .OrderByDescending(entry => entry.Count);

    private static IEnumerable<EventTrouble> Troubles(IReadOnlyList<WritebackEvent> events, IReadOnlyList<OperationTrace> operations)
    {
        var ends = new TroubleEnding(events, operations);
        return events
            .Select(entry => (Event: entry, Meaning: WritebackEventTable.Find(entry.Source, entry.EventId)))
            .Where(entry => entry.Meaning?.Role is WritebackEventRole.Failed or WritebackEventRole.Trouble)
            .Select(entry => (entry.Event, Meaning: entry.Meaning!, Cause: WritebackErrorCode.Find(entry.Event.Message)))
            .GroupBy(entry => (entry.Event.Source, entry.Event.EventId, entry.Cause?.Code))
            .Select(group =>
            {
                var (_, meaning, cause) = group.First();
                var known = cause?.Known;
                return new EventTrouble(
                    group.Key.Source,
                    group.Key.EventId,
                    group.Key.Code,
                    group.Count(),
                    group.First().Event.At,
                    group.Last().Event.At,
                    group.Any(entry => ends.IsOpen(entry.Event, known?.Ends ?? meaning.Ends)),
                    known is null ? meaning.Meaning : $"{meaning.Meaning}: {known.Meaning}",
                    known?.FirstFix ?? meaning.FirstFix);
            });
    }
}
