using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>What a round of the reconciler came to.</summary>
/// <param name="Started">Accepted runs that the engine has now.</param>
/// <param name="Failed">Running rows whose orchestration is gone or ended without a report.</param>
/// <param name="Answered">Answers of people that reached their run now.</param>
/// <param name="Troubled">Runs and answers that could not be looked at; the next round does.</param>
public sealed record Reconciliation(int Started, int Failed, int Answered, int Troubled);

/// <summary>
/// Brings store and engine together again after whatever happened between two steps. Run by a timer in each host; rounds may
/// overlap, in one process or in several.
/// </summary>
public sealed partial class RunReconciler(
    RunStore runs,
    TenantStore tenants,
    RunStarter starter,
    RunAnswers answers,
    IRunEngine engine,
    TimeProvider time,
    Random random,
    ILogger<RunReconciler> logger)
{
    /// <summary>One round. One run's trouble does not keep the others waiting.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store cannot be asked what is unfinished; nothing was done.</exception>
    public async Task<Reconciliation> RunOnceAsync(CancellationToken cancellationToken)
    {
        var (started, failed, troubled) = (0, 0, 0);
        foreach (var run in await runs.UnfinishedAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (run.State == RunState.Accepted)
                {
                    await starter.HandOverAsync(run, cancellationToken).ConfigureAwait(false);
                    started++;
                }
                else if (await EndOfAsync(run, cancellationToken).ConfigureAwait(false) is { } why)
                {
                    await FailAsync(run, why, cancellationToken).ConfigureAwait(false);
                    failed++;
                }
            }
#pragma warning disable CA1031 // One run's trouble, whatever it is, must not stop the others.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                troubled++;
                Troubled(logger, run.RunId, e.Message, e);
            }
        }

        var (delivered, undelivered) = await answers.RedeliverAsync(cancellationToken).ConfigureAwait(false);
        return new Reconciliation(started, failed, delivered, troubled + undelivered);
    }

    // A report is stored before its orchestration ends: a row that runs when the orchestration has ended got none.
    private async Task<string?> EndOfAsync(RunRecord run, CancellationToken cancellationToken) =>
        await engine.FindAsync(run.RunId, cancellationToken).ConfigureAwait(false) switch
        {
            null => "The engine has no history of this run any more; what it had done before is not known. Start a check.",
            { HasEnded: true } ended => ended.Failure ?? "The run ended and its report was not stored. Start a check.",
            _ => null,
        };

    private async Task FailAsync(RunRecord run, string why, CancellationToken cancellationToken)
    {
        if (!await runs.FailAsync(run.RunId, why, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        EndedWithoutReport(logger, run.RunId, why);
        if (run.Mode == RunMode.Check
            && await tenants.FindAsync(TenantScope.Everyone, run.TenantId, cancellationToken).ConfigureAwait(false) is { State: TenantState.Active } tenant)
        {
            var next = CheckSchedule.Next(time.GetUtcNow(), tenant.CheckInterval, tenant.LastVerdict, tenant.FailedChecks + 1, random.NextDouble());
            await tenants.DelayCheckAsync(run.TenantId, next, failed: true, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Error, "Run {RunId} ended without a report: {Why}")]
    private static partial void EndedWithoutReport(ILogger logger, string runId, string why);

    [LoggerMessage(LogLevel.Warning, "Run {RunId} could not be reconciled: {Why}")]
    private static partial void Troubled(ILogger logger, string runId, string why, Exception exception);
}
