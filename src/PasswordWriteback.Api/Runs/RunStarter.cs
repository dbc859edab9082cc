using Microsoft.Extensions.Logging;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>
/// Starts runs, whoever asks: the row first, then the engine, then the row says that the engine has it. Killed in between, or
/// with an engine that does not answer, the row stays accepted and <see cref="RunReconciler"/> hands it over again; the engine
/// starts an id once.
/// </summary>
public sealed partial class RunStarter(RunStore runs, IRunEngine engine, TimeProvider time, ILogger<RunStarter> logger)
{
    /// <summary>A new id for a run; ids sort by time.</summary>
    public string NewId() => $"run-{Guid.CreateVersion7(time.GetUtcNow()):N}";

    /// <summary>Stores a run and hands it to the engine.</summary>
    /// <param name="scope">Whose tenants the caller may start runs of.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Gives up; a run that is stored by then is started nevertheless, a little later.</param>
    /// <returns>How storing ended. An admitted run goes on whatever happens to this process.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was started.</exception>
    public async Task<RunAdmission> StartAsync(TenantScope scope, NewRun run, CancellationToken cancellationToken)
    {
        var admission = await runs.StartAsync(scope, run, cancellationToken).ConfigureAwait(false);
        if (admission is { Kind: RunAdmissionKind.Admitted or RunAdmissionKind.Repeated, Run: { State: RunState.Accepted } stored })
        {
            try
            {
                await HandOverAsync(stored, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RunEngineUnavailableException or StoreUnavailableException)
            {
                Deferred(logger, stored.RunId, e.Message, e);
            }
        }

        return admission;
    }

    /// <summary>Hands an accepted run to the engine. Handing it over twice is handing it over once.</summary>
    /// <exception cref="RunEngineUnavailableException">The engine cannot take it now; it stays accepted.</exception>
    /// <exception cref="StoreUnavailableException">The engine has it; the row does not say so yet.</exception>
    internal async Task HandOverAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var input = new RunInput(
            run.TenantId, run.Mode, run.PlanOf, run.RollbackOf, run.MinimumPasswordAgeZero, run.AdministratorsMayReset, run.SetWritebackFeatureFlag);
        await engine.StartAsync(run.RunId, input, cancellationToken).ConfigureAwait(false);
        await runs.MarkRunningAsync(run.RunId, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "Run {RunId} is stored and will be started as soon as possible: {Why}")]
    private static partial void Deferred(ILogger logger, string runId, string why, Exception exception);
}
