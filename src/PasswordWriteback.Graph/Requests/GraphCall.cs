using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Graph.Requests;

/// <summary>
/// One reading from Graph under a deadline. Whatever goes wrong becomes an unknown reading with its reason;
/// only cancellation by the caller throws.
/// </summary>
internal sealed partial class GraphCall(Guid tenantId, TimeSpan deadline, TimeProvider time, ILogger logger)
{
    public Task<Reading<T>> ReadAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        DoAsync("GET", permission, async token => Reading.Known(await read(token).ConfigureAwait(false)), cancellationToken);

    /// <summary>As above, for an answer that may itself turn out to be unknown.</summary>
    public Task<Reading<T>> ReadAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<Reading<T>>> read, CancellationToken cancellationToken) =>
        DoAsync("GET", permission, read, cancellationToken);

    /// <summary>A change, read back. Unknown: whether it was made is then not known, either.</summary>
    public Task<Reading<T>> WriteAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        DoAsync("PATCH", permission, async token => Reading.Known(await write(token).ConfigureAwait(false)), cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(GraphPermission, Func{CancellationToken, Task{T}}, CancellationToken)" />
    public Task<Reading<T>> WriteAsync<T>(
        GraphPermission permission, Func<CancellationToken, Task<Reading<T>>> write, CancellationToken cancellationToken) =>
        DoAsync("PATCH", permission, write, cancellationToken);

    private async Task<Reading<T>> DoAsync<T>(
        string method, GraphPermission permission, Func<CancellationToken, Task<Reading<T>>> read, CancellationToken cancellationToken)
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
                ? new GraphFailure($"Graph did not answer {method} {permission.Route} within {deadline.TotalSeconds:0.#} s", RequestId: null)
                : GraphFailure.Of(exception, permission, method);
            if (failure is null)
            {
                throw;
            }

            ReadingFailed(logger, tenantId, permission.Route, failure.Reason, failure.RequestId);
            return Reading.Unknown<T>(failure.Reason);
        }
    }

    /// <summary>Asks questions together, ahead of their readers, in at most half the time of a reading.</summary>
    public Task AskAheadAsync(GraphSession session, IReadOnlyList<RequestInformation> questions, CancellationToken cancellationToken) =>
        new GraphBatch(session, deadline / 2, time).AskAheadAsync(questions, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tenant {TenantId}: {Route} is unknown: {Reason} (request-id {RequestId})")]
    private static partial void ReadingFailed(ILogger logger, Guid tenantId, string route, string reason, string? requestId);
}
