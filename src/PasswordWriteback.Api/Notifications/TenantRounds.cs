using Microsoft.Extensions.Logging;

namespace PasswordWriteback.Api.Notifications;

/// <summary>
/// Takes on tenants that were claimed in the store, some at a time and for some minutes. One tenant's trouble does not keep the others
/// waiting, and what a round leaves is due again when its lease ends.
/// </summary>
public sealed partial class TenantRounds(TimeProvider time, ILogger<TenantRounds> logger)
{
    /// <summary>How long to claim tenants for: longer than a round, so that only what a dead host has taken is due again after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private const int AtATime = 8;

    /// <summary>Takes on each one.</summary>
    /// <param name="claimed">The tenants.</param>
    /// <param name="work">What is done with one.</param>
    /// <param name="backOff">Writes down when a tenant is tried again whose work failed; should this fail too, it is after the lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many failed.</returns>
    public async Task<int> TakeOnAsync<T>(
        IReadOnlyCollection<T> claimed, Func<T, CancellationToken, Task> work, Func<T, Exception, CancellationToken, Task> backOff, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(backOff);
        var failed = 0;
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(claimed, parallel, async (tenant, stop) =>
        {
            if (deadline.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await work(tenant, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                // The round's time is over, which is nobody's trouble: what is left is due again when the lease ends.
            }
#pragma warning disable CA1031 // One tenant's trouble, whatever it is, must not stop the others.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref failed);
                await BackOffAsync(() => backOff(tenant, e, stop), cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return failed;
    }

    private async Task BackOffAsync(Func<Task> backOff, CancellationToken cancellationToken)
    {
        try
        {
            await backOff().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The lease ends: a later round tries again.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            NotBackedOff(logger, Lease, e.Message, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When a tenant is tried again could not be stored; it is after {Lease}: {Why}")]
    private static partial void NotBackedOff(ILogger logger, TimeSpan lease, string why, Exception exception);
}
