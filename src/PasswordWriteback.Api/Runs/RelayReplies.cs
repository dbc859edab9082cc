using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Takes what relays say about commands to the runs that asked. Whoever calls has verified who says it.</summary>
public sealed class RelayReplies(RunStore runs, TenantStore tenants, AuditLog audit, IRunProgress progress, IRunEngine engine, TimeProvider time)
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
        if (await runs.FindAsync(TenantScope.Everyone, tenantId, runId, cancellationToken).ConfigureAwait(false) is not { } run)
        {
            return false;
        }

        // Before the run goes on, and also when it has ended meanwhile: it was written.
        if (signal.Reply is Granted { By: not null } or Revoked { By: not null })
        {
            await RecordAdministratorAsync(run, signal.Reply, cancellationToken).ConfigureAwait(false);
        }

        if (run.HasEnded)
        {
            return false;
        }

        if (signal.Reply is ReplicationChecked confirmation)
        {
            await progress.SaveControllersAsync(runId, forest, confirmation.Controllers, cancellationToken).ConfigureAwait(false);
        }

        return await engine.RaiseAsync(runId, RunEvents.Relay(commandId), signal, cancellationToken).ConfigureAwait(false);
    }

    private async Task RecordAdministratorAsync(RunRecord run, RelayReply reply, CancellationToken cancellationToken)
    {
        var (by, detail) = reply switch
        {
            Granted { By: { } administrator } granted => (administrator, granted.Detail),
            Revoked { By: { } administrator } revoked => (administrator, revoked.Detail),
            _ => throw new ArgumentException("Nobody wrote that on a server.", nameof(reply)),
        };
        if (await tenants.FindAsync(TenantScope.Everyone, run.TenantId, cancellationToken).ConfigureAwait(false) is { } tenant)
        {
            await audit.AppendOnceAsync(
                new AuditEntry(run.TenantId, tenant.Owner, time.GetUtcNow(), by, AuditAction.WrittenOnServer, run.RunId, detail), cancellationToken).ConfigureAwait(false);
        }
    }
}
