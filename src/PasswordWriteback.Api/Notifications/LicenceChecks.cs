using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Subscriptions;

namespace PasswordWriteback.Api.Notifications;

/// <summary>What a round of looks came to.</summary>
/// <param name="Due">Tenants whose licences were to be looked at: at most as many as there was room for.</param>
/// <param name="Started">Checks started, because licences had changed.</param>
/// <param name="Troubled">Tenants whose licences could not be seen; each is tried again later.</param>
public sealed record LicenceRound(int Due, int Started, int Troubled);

/// <summary>
/// Looks at the licences of tenants at the end of a window that a notification has opened, and once a day without any; see
/// <see cref="LicenceLook"/>. All it knows is in the store. A timer calls it in each host; rounds may overlap.
/// </summary>
public sealed partial class LicenceChecks(
    LicenceWatchStore store,
    LicenceLook look,
    RunStore runs,
    IRunEngine engine,
    ScheduleOptions schedule,
    NotificationOptions options,
    NotificationCounts counts,
    TimeProvider time,
    Random random,
    ILogger<LicenceChecks> logger)
{
    /// <summary>Who starts the checks, for run and audit.</summary>
    public const string Actor = "licence change";

    /// <summary>How often a host should call it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>Longer than a round: what a dead host has taken is due again after it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private const int AtATime = 8;

    /// <summary>
    /// One round, of bounded size and time, within the limit of checks that go on at a time. One tenant's trouble does not keep the
    /// others waiting.
    /// </summary>
    /// <exception cref="Storage.StoreUnavailableException">The store does not say what is due; nothing was done.</exception>
    public async Task<LicenceRound> RoundAsync(CancellationToken cancellationToken)
    {
        if (counts.TakeDropped() is { } dropped)
        {
            Dropped(logger, dropped);
        }

        var room = Math.Min(options.MaxPerRound, schedule.MaxRunningChecks - await runs.CountRunningChecksAsync(cancellationToken).ConfigureAwait(false));
        if (room <= 0 || await engine.TroubleAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return new LicenceRound(0, 0, 0);
        }

        var due = await store.ClaimDueAsync(room, Lease, cancellationToken).ConfigureAwait(false);
        var (started, troubled) = (0, 0);
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (watch, stop) =>
        {
            if (deadline.IsCancellationRequested)
            {
                return;
            }

            try
            {
                var isNew = await look.LookAsync(watch, either.Token).ConfigureAwait(false);
                Interlocked.Add(ref started, isNew ? 1 : 0);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                // The round's time is over, which is nobody's trouble: what is left is due again when the lease ends.
            }
#pragma warning disable CA1031 // One tenant's trouble, whatever it is, must not stop the others.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref troubled);
                await BackOffAsync(watch, e, stop).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return new LicenceRound(due.Count, started, troubled);
    }

    private async Task BackOffAsync(LicenceWatch watch, Exception trouble, CancellationToken cancellationToken)
    {
        var next = Pauses.AfterFailure(time.GetUtcNow(), watch.FailedLooks + 1, random);
        NotSeen(logger, watch.TenantId, next, trouble.Message, trouble is LicencesUnknownException ? null : trouble);
        counts.Looked("Unknown");
        try
        {
            await store.NotSeenAsync(watch, trouble.Message, next, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The lease ends: a later round tries again.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotSeen(logger, watch.TenantId, next, e.Message, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {TenantId}: its licences could not be looked at; next attempt at {Next}: {Why}")]
    private static partial void NotSeen(ILogger logger, Guid tenantId, DateTimeOffset next, string why, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "Notifications were dropped since the last round: {Reasons}.")]
    private static partial void Dropped(ILogger logger, string reasons);
}
