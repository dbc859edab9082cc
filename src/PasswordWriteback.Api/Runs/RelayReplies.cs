using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Takes what relays say about commands to the runs that asked. Whoever calls has verified who says it.</summary>
public sealed class RelayReplies(RunStore runs, IRunProgress progress, IRunEngine engine)
{
    /// <summary>Takes a signal. Taking it twice does no harm.</summary>
    /// <param name="tenantId">The relay's tenant.</param>
    /// <param name="runId">The run that the command belongs to.</param>
    /// <param name="forest">The relay's forest.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="signal">What the relay says.</param>
    /// <param name="cancellationToken">Gives up; the signal may have been taken nevertheless.</param>
    /// <returns>False when that tenant has no such run, or it has ended: the signal is of no use any more.</returns>
    public async Task<bool> ReceiveAsync(
        Guid tenantId, string runId, string forest, Guid commandId, RelaySignal signal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signal);
        if (await runs.FindAsync(TenantScope.Everyone, tenantId, runId, cancellationToken).ConfigureAwait(false) is not { HasEnded: false })
        {
            return false;
        }

        if (signal.Reply is ReplicationChecked confirmation)
        {
            await progress.SaveControllersAsync(runId, forest, confirmation.Controllers, cancellationToken).ConfigureAwait(false);
        }

        return await engine.RaiseAsync(runId, RunEvents.Relay(commandId), signal, cancellationToken).ConfigureAwait(false);
    }
}
