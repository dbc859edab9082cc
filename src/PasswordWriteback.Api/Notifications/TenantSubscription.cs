using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Notifications;

/// <summary>
/// The subscription of a tenant that is being erased: removed at Microsoft Graph. A tenant that has withdrawn its consent lets nobody
/// do that any more; so after some attempts it is left to end by itself, and the audit says so.
/// </summary>
internal sealed partial class TenantSubscription(
    SubscriptionStore store, ITenantGraphs graphs, NotificationOptions options, TimeProvider time, Random random, ILogger<TenantSubscription> logger) : ITenantResource
{
    /// <summary>Attempts before it is left: with the pauses between them a quarter of an hour.</summary>
    public const int Attempts = 5;

    public async Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        if (tenant.ConsentedAt is null
            || await store.FindAsync(TenantScope.Of(tenant.Owner), tenant.TenantId, cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return true;
        }

        if (known.NextAttemptAt > time.GetUtcNow())
        {
            return false;
        }

        var trouble = await RemoveAsync(known, cancellationToken).ConfigureAwait(false);
        if (trouble is not null && known.FailedAttempts + 1 < Attempts)
        {
            var next = Pauses.AfterFailure(time.GetUtcNow(), known.FailedAttempts + 1, random);
            await store.FailedAsync(tenant.TenantId, TenantState.Deleting, trouble, next, cancellationToken).ConfigureAwait(false);
            NotRemoved(logger, tenant.TenantId, next, trouble);
            return false;
        }

        await store.RemovedAsync(tenant.TenantId, trouble is null ? null : Left(known, trouble), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<string?> RemoveAsync(SubscriptionRecord known, CancellationToken cancellationToken)
    {
        // Without an address none was ever made here, unless the store knows one from before.
        if (known.SubscriptionId is null && options.Url is null)
        {
            return null;
        }

        try
        {
            var graph = await graphs.GetAsync(known.TenantId, cancellationToken).ConfigureAwait(false);
            if (graph.Subscriptions is { } subscriptions)
            {
                await SubscriptionMaker.RemoveAsync(subscriptions, known, options.Url, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
#pragma warning disable CA1031 // Whatever keeps it, the erasure must not wait for it for ever.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not Storage.StoreUnavailableException)
#pragma warning restore CA1031
        {
            return e.Message;
        }
    }

    private static string Left(SubscriptionRecord known, string trouble) => known is { SubscriptionId: { } id, ExpiresAt: { } ends }
        ? $"Subscription {id:D} at Microsoft Graph could not be removed ({trouble}). It ends by itself at {ends:u}; what it sends until then is dropped."
        : $"Whether a subscription is left at Microsoft Graph is not known ({trouble}). One would end by itself within 29 days; what it sends until then is dropped.";

    [LoggerMessage(LogLevel.Warning, "Tenant {TenantId} is being erased: its subscription at Microsoft Graph could not be removed, next attempt at {Next}: {Why}")]
    private static partial void NotRemoved(ILogger logger, Guid tenantId, DateTimeOffset next, string why);
}
