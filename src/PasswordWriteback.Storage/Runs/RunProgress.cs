using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Runs;

/// <summary>The last confirmation per forest of runs that go on.</summary>
internal static class RunProgress
{
    public static async Task<IReadOnlyList<RunControllers>> LoadAsync(Session session, string runId)
    {
        var rows = await session.QueryAsync<Row>(
            """
            SELECT p.forest AS Forest, p.at AS At, p.controllers AS Controllers
            FROM run_progress p JOIN run r ON r.key = p.run_key WHERE r.run_id = @runId AND r.state IN ('Accepted', 'Running') ORDER BY p.forest
            """,
            new { runId }).ConfigureAwait(false);
        return [.. rows.Select(row => new RunControllers(
            row.Forest, StoredTime.Read(row.At), JsonSerializer.Deserialize(row.Controllers, OrchestrationJson.Default.IReadOnlyListControllerConfirmation)!))];
    }

    /// <summary>Replaces a forest's confirmation. Nothing is stored for a run that has ended or does not exist.</summary>
    public static Task<int> SaveAsync(
        Session session, string runId, string forest, IReadOnlyList<ControllerConfirmation> controllers, DateTimeOffset now) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO run_progress (run_key, forest, at, controllers)
            SELECT key, @forest, @at, {session.Json("@json")} FROM run WHERE run_id = @runId AND state IN ('Accepted', 'Running')
            ON CONFLICT (run_key, forest) DO UPDATE SET at = excluded.at, controllers = excluded.controllers
            """,
            new
            {
                runId,
                forest = StoredText.Of(forest),
                at = StoredTime.Of(now),
                json = JsonSerializer.Serialize(controllers, OrchestrationJson.Default.IReadOnlyListControllerConfirmation),
            });

    private sealed class Row
    {
        public string Forest { get; set; } = "";

        public long At { get; set; }

        public string Controllers { get; set; } = "";
    }
}
