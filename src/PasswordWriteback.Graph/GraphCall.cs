using Microsoft.Extensions.Logging;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph;

/// <summary>
/// One reading from Graph under a deadline. Whatever goes wrong becomes an unknown reading with its reason;
/// only cancellation by the caller throws.
/// </summary>
internal sealed partial class GraphCall(Guid tenantId, TimeSpan deadline, TimeProvider time, ILogger logger)
{
    public Task<Reading<T>> ReadAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        ReadAsync(permission, async token => Reading.Known(await read(token).ConfigureAwait(false)), cancellationToken);

    /// <summary>As above, for an answer that may itself turn out to be unknown.</summary>
    public async Task<Reading<T>> ReadAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<Reading<T>>> read, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await read(linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = timer.IsCancellationRequested
                ? new GraphFailure($"Graph did not answer GET {permission.Route} within {deadline.TotalSeconds:0.#} s", RequestId: null)
                : GraphFailure.Of(exception, permission);
            if (failure is null)
            {
                throw;
            }

            ReadingFailed(logger, tenantId, permission.Route, failure.Reason, failure.RequestId);
            return Reading.Unknown<T>(failure.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tenant {TenantId}: {Route} is unknown: {Reason} (request-id {RequestId})")]
    private static partial void ReadingFailed(ILogger logger, Guid tenantId, string route, string reason, string? requestId);
}
