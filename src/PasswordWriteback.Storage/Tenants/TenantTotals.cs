using System.Collections.Concurrent;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>
/// How many tenants a list holds in all. Counting costs more than reading a page, so a count is kept until this process writes
/// anything, and for <see cref="MaxAge"/> at most: as long may what another host on the same database wrote be missing from it.
/// </summary>
internal sealed class TenantTotals(Database database)
{
    /// <summary>How long a count is good for while nothing is written.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    /// <summary>Lists are per owner, state and verdict; a caller cannot make more of them than this many be kept.</summary>
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<string, Counted> _kept = new(StringComparer.Ordinal);

    /// <summary>The total of a list.</summary>
    /// <param name="list">Which: what its condition says, values included.</param>
    /// <param name="count">Counts it.</param>
    public async Task<long> OfAsync(string list, Func<Task<long>> count)
    {
        if (_kept.TryGetValue(list, out var kept) && kept.Writes == database.Writes && database.Time.GetElapsedTime(kept.At) < MaxAge)
        {
            return kept.Total;
        }

        // Both are read before the count: whatever happens during it makes it old.
        var (writes, at) = (database.Writes, database.Time.GetTimestamp());
        var total = await count().ConfigureAwait(false);
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        _kept[list] = new Counted(total, writes, at);
        return total;
    }

    private sealed record Counted(long Total, long Writes, long At);
}
