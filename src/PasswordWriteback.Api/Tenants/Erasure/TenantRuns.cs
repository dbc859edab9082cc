using System.Collections.Concurrent;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants.Erasure;

/// <summary>
/// The runs of a tenant that go on: asked to end at the next safe place, and terminated when they do not. The time that they
/// were given begins anew when the host starts again.
/// </summary>
internal sealed class TenantRuns(RunStore runs, IRunEngine engine, ApiOptions options, TimeProvider time) : ITenantResource
{
    private const string Reason = "The tenant is being erased.";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _askedAt = new(StringComparer.Ordinal);

    public async Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        if (tenant.ConsentedAt is null)
        {
            // Runs belong to the record that was consented to; another owner's may go on.
            return true;
        }

        var ended = true;
        foreach (var run in await runs.UnfinishedAsync(cancellationToken).ConfigureAwait(false))
        {
            ended &= run.TenantId != tenant.TenantId || await EndAsync(run, cancellationToken).ConfigureAwait(false);
        }

        return ended;
    }

    private async Task<bool> EndAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (await engine.FindAsync(run.RunId, cancellationToken).ConfigureAwait(false) is { HasEnded: false })
        {
            if (_askedAt.TryAdd(run.RunId, time.GetUtcNow()))
            {
                await engine.RaiseAsync(run.RunId, RunEvents.Cancel, new CancelRequest("erasure", Reason), cancellationToken).ConfigureAwait(false);
            }

            if (time.GetUtcNow() - _askedAt[run.RunId] < options.ErasurePatience)
            {
                return false;
            }

            await engine.TerminateAsync(run.RunId, Reason, cancellationToken).ConfigureAwait(false);
        }

        await runs.FailAsync(run.RunId, Reason, cancellationToken).ConfigureAwait(false);
        _askedAt.TryRemove(run.RunId, out _);
        return true;
    }
}
