using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Api.Runs;

/// <summary>Erases old runs: the rows first, then what the engine kept of them.</summary>
public sealed class RunRetention(RunStore runs, IRunEngine engine, TimeProvider time)
{
    /// <summary>How long runs are kept after their end; what is still needed is kept longer, see <see cref="RunStore.PurgeAsync"/>.</summary>
    public static TimeSpan Keep { get; } = TimeSpan.FromDays(400);

    /// <summary>Runs erased in one transaction.</summary>
    public const int AtATime = 500;

    /// <summary>One round, to the last run that is old enough. A history that a kill leaves behind goes when the engine's own retention ends.</summary>
    /// <returns>How many runs were erased.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        IReadOnlyList<string> erased;
        do
        {
            erased = await runs.PurgeAsync(time.GetUtcNow() - Keep, AtATime, cancellationToken).ConfigureAwait(false);
            foreach (var runId in erased)
            {
                await engine.PurgeAsync(runId, cancellationToken).ConfigureAwait(false);
            }

            count += erased.Count;
        }
        while (erased.Count == AtATime);
        return count;
    }
}
