using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Schedule;

/// <summary>What a round of the schedule came to.</summary>
/// <param name="Running">Checks that were going on before.</param>
/// <param name="Due">Due tenants that were looked at: at most as many as there was room for.</param>
/// <param name="Started">Checks started.</param>
/// <param name="Troubled">Tenants whose check could not be started; each is tried again later.</param>
public sealed record ScheduleRound(int Running, int Due, int Started, int Troubled);

/// <summary>
/// Starts the checks that are due, the longest overdue first, within the limit of checks that go on at a time. Everything that
/// it knows is in the store, so it goes on after a restart where it was. After an outage all are due: the limit spreads them,
/// and the jitter of their next check keeps them spread.
/// </summary>
public sealed partial class ScheduledChecks(
    TenantStore tenants,
    RunStore runs,
    RunStarter starter,
    IRunEngine engine,
    ScheduleOptions options,
    TimeProvider time,
    Random random,
    ILogger<ScheduledChecks> logger)
{
    /// <summary>Who starts them, for run and audit.</summary>
    public const string Actor = "schedule";

    /// <summary>One round. One tenant's trouble does not keep the others waiting.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store cannot be asked what is due; nothing was started.</exception>
    public async Task<ScheduleRound> RunOnceAsync(CancellationToken cancellationToken)
    {
        var running = await runs.CountRunningChecksAsync(cancellationToken).ConfigureAwait(false);
        if (running >= options.MaxRunningChecks || await engine.TroubleAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return new ScheduleRound(running, 0, 0, 0);
        }

        var due = await tenants.DueAsync(time.GetUtcNow(), options.MaxRunningChecks - running, cancellationToken).ConfigureAwait(false);
        var (started, troubled) = (0, 0);
        foreach (var tenant in due)
        {
            try
            {
                var run = new NewRun(starter.NewId(), tenant.TenantId, RunMode.Check, RunTrigger.Schedule, Actor);
                var admission = await starter.StartAsync(TenantScope.Of(tenant.Owner), run, cancellationToken).ConfigureAwait(false);
                started += admission.Kind == RunAdmissionKind.Admitted ? 1 : 0;
            }
#pragma warning disable CA1031 // One tenant's trouble, whatever it is, must not stop the others.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                troubled++;
                NotStarted(logger, tenant.TenantId, e.Message, e);
                await BackOffAsync(tenant, cancellationToken).ConfigureAwait(false);
            }
        }

        return new ScheduleRound(running, due.Count, started, troubled);
    }

    // A tenant whose check cannot be started would otherwise be the longest overdue at each round, and take the place of others.
    private async Task BackOffAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        try
        {
            var next = CheckSchedule.Next(time.GetUtcNow(), tenant.CheckInterval, tenant.LastVerdict, tenant.FailedChecks + 1, random.NextDouble());
            await tenants.DelayCheckAsync(tenant.TenantId, next, failed: true, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It stays due: the next round tries again.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotStarted(logger, tenant.TenantId, e.Message, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The check of tenant {TenantId} could not be started: {Why}")]
    private static partial void NotStarted(ILogger logger, Guid tenantId, string why, Exception exception);
}
