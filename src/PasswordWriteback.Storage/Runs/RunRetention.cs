using System.Globalization;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Runs;

/// <summary>Erases old runs, but none that is still needed.</summary>
internal static class RunRetention
{
    public static async Task<IReadOnlyList<string>> PurgeAsync(Session session, DateTimeOffset endedBefore, int limit)
    {
        var runs = await session.QueryAsync<Row>(
            $"""
            SELECT r.key AS Key, r.run_id AS RunId FROM run r JOIN tenant t ON t.key = r.tenant_key
            WHERE r.finished_at IS NOT NULL AND r.finished_at < @before
                AND r.run_id <> COALESCE(t.last_run_id, '') AND r.run_id <> COALESCE(t.baseline_run_id, '')
                AND NOT (r.mode = 'Apply' AND r.changes > 0 AND NOT EXISTS (
                    SELECT 1 FROM run u WHERE u.rollback_of = r.run_id AND u.tenant_key = r.tenant_key AND u.state = 'Finished' AND u.changes > 0))
            ORDER BY r.finished_at, r.key LIMIT @limit
            """,
            new { before = StoredTime.Of(endedBefore), limit }).ConfigureAwait(false);
        foreach (var some in runs.Chunk(500))
        {
            var keys = string.Join(", ", some.Select(run => run.Key.ToString(CultureInfo.InvariantCulture)));
            await session.ExecuteAsync($"DELETE FROM run WHERE key IN ({keys})").ConfigureAwait(false);
        }

        // The oldest lines have the lowest keys: no more than the limit is looked at.
        await session.ExecuteAsync(
            """
            DELETE FROM drift WHERE key IN (
                SELECT oldest.key FROM (SELECT key, at FROM drift ORDER BY key LIMIT @limit) AS oldest WHERE oldest.at < @before)
            """,
            new { before = StoredTime.Of(endedBefore), limit }).ConfigureAwait(false);
        return [.. runs.Select(run => run.RunId)];
    }

    private sealed class Row
    {
        public long Key { get; set; }

        public string RunId { get; set; } = "";
    }
}
