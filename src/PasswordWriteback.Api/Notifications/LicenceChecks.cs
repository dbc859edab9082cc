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
    TenantRounds rounds,
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

        var due = await store.ClaimDueAsync(room, TenantRounds.Lease, cancellationToken).ConfigureAwait(false);
        var started = 0;
        var troubled = await rounds.TakeOnAsync(
            due,
            async (watch, token) =>
            {
                var isNew = await look.LookAsync(watch, token).ConfigureAwait(false);
                Interlocked.Add(ref started, isNew ? 1 : 0);
            },
            BackOffAsync,
            cancellationToken).ConfigureAwait(false);
        return new LicenceRound(due.Count, started, troubled);
    }

    private async Task BackOffAsync(LicenceWatch watch, Exception trouble, CancellationToken cancellationToken)
    {
        var next = Pauses.AfterFailure(time.GetUtcNow(), watch.FailedLooks + 1, random);
        NotSeen(logger, watch.TenantId, next, trouble.Message, trouble is LicencesUnknownException ? null : trouble);
        counts.Looked("Unknown");
        await store.NotSeenAsync(watch, trouble.Message, next, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {TenantId}: its licences could not be looked at; next attempt at {Next}: {Why}")]
    private static partial void NotSeen(ILogger logger, Guid tenantId, DateTimeOffset next, string why, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "Notifications were dropped since the last round: {Reasons}.")]
    private static partial void Dropped(ILogger logger, string reasons);
}
