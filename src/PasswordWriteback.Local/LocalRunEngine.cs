using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Local;

/// <summary>Runs of EnableWriteback on the embedded engine.</summary>
/// <param name="engine">The engine; whoever made it disposes it.</param>
public sealed class LocalRunEngine(LocalEngine engine) : IRunEngine
{
    /// <inheritdoc />
    public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            await engine.StartAsync(EnableWritebackOrchestrator.Name, runId, input, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceExistsException)
        {
            // It may be that another call is just recording it: only what is on disk is started.
            if (await engine.GetAsync(runId, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new JournalUnavailableException($"Run '{runId}' is being recorded and is not on disk yet. {engine.Stalled} Start it again.");
            }
        }

        return true;
    });

    /// <inheritdoc />
    public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            await engine.RaiseEventAsync(runId, eventName, payload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is InstanceNotFoundException or InstanceFinishedException)
        {
            return false;
        }
    });

    /// <inheritdoc />
    public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => AskAsync(async () =>
        await engine.GetAsync(runId, cancellationToken).ConfigureAwait(false) is { } status
            ? new RunInstance(
                status.Revision,
                status.IsFinished,
                status.Failure is { } failure ? $"{failure.ErrorType}: {failure.ErrorMessage}" : null,
                status.CustomStatus)
            : null);

    /// <inheritdoc />
    public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        try
        {
            await engine.TerminateAsync(runId, reason, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is InstanceNotFoundException or InstanceFinishedException)
        {
            return false;
        }
    });

    /// <inheritdoc />
    public Task PurgeAsync(string runId, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        await engine.PurgeInstanceAsync(runId, cancellationToken).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc />
    public Task<string?> TroubleAsync(CancellationToken cancellationToken) => Task.FromResult(engine.Stalled);

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalUnavailableException or OrchestratorNotRegisteredException)
        {
            throw new RunEngineUnavailableException(e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new RunEngineUnavailableException("The engine is stopped. Try again when the host has started.", e);
        }
    }
}
