using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Storage.Runs;

/// <summary>What people said to runs: kept until the run is known to have heard it, so that a kill in between loses nothing.</summary>
/// <param name="database">The store.</param>
public sealed class RunAnswerStore(Database database)
{
    private const string Select = """
        SELECT t.tenant_id AS TenantId, r.run_id AS RunId, a.event AS EventName, a.question AS Question, a.payload AS Payload, a.delivered AS Delivered
        FROM run_answer a JOIN run r ON r.key = a.run_key JOIN tenant t ON t.key = r.tenant_key
        """;

    /// <summary>Stores an answer together with its line of the audit. Of several to the same question the first counts, and the others leave no line.</summary>
    /// <returns>The one that counts.</returns>
    /// <exception cref="KeyNotFoundException">There is no such run; it was erased.</exception>
    public Task<RunAnswer> RecordAsync(RunAnswer answer, AuditEntry audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(audit);
        return database.WriteAsync(
            async session =>
            {
                var stored = await session.ExecuteAsync(
                    """
                    INSERT INTO run_answer (run_key, event, question, payload, delivered)
                    SELECT key, @EventName, @Question, @payload, FALSE FROM run WHERE run_id = @RunId
                    ON CONFLICT (run_key, event, question) DO NOTHING
                    """,
                    new { answer.RunId, answer.EventName, answer.Question, payload = StoredText.Of(answer.Payload) }).ConfigureAwait(false);
                if (stored == 1)
                {
                    await AuditLog.AppendAsync(session, audit).ConfigureAwait(false);
                }

                var first = await session.FirstOrDefaultAsync<Row>(
                    $"{Select} WHERE r.run_id = @RunId AND a.event = @EventName AND a.question = @Question",
                    new { answer.RunId, answer.EventName, answer.Question }).ConfigureAwait(false);
                return first?.ToAnswer() ?? throw new KeyNotFoundException($"There is no run {answer.RunId}: it was erased.");
            },
            cancellationToken);
    }

    /// <summary>Whether an event of a run was answered before, whatever the question.</summary>
    public async Task<bool> ExistsAsync(string runId, string eventName, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.ScalarAsync<int>(
                "SELECT count(*) FROM run_answer a JOIN run r ON r.key = a.run_key WHERE r.run_id = @runId AND a.event = @eventName", new { runId, eventName }),
            cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Answers of everyone that no run is known to have heard.</summary>
    public Task<IReadOnlyList<RunAnswer>> UndeliveredAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunAnswer>>(
            async session => [.. (await session.QueryAsync<Row>($"{Select} WHERE NOT a.delivered ORDER BY a.run_key LIMIT @limit", new { limit }).ConfigureAwait(false)).Select(row => row.ToAnswer())],
            cancellationToken);

    /// <summary>The run has heard an answer, or had ended.</summary>
    public Task DeliveredAsync(RunAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return database.WriteAsync(
            session => session.ExecuteAsync(
                """
                UPDATE run_answer SET delivered = TRUE
                WHERE run_key = (SELECT key FROM run WHERE run_id = @RunId) AND event = @EventName AND question = @Question
                """,
                new { answer.RunId, answer.EventName, answer.Question }),
            cancellationToken);
    }

    private sealed class Row
    {
        public string TenantId { get; set; } = "";

        public string RunId { get; set; } = "";

        public string EventName { get; set; } = "";

        public string Question { get; set; } = "";

        public string Payload { get; set; } = "";

        public bool Delivered { get; set; }

        public RunAnswer ToAnswer() => new()
        {
            RunId = RunId,
            TenantId = Guid.ParseExact(TenantId, "D"),
            EventName = EventName,
            Question = Question,
            Payload = Payload,
            Delivered = Delivered,
        };
    }
}
