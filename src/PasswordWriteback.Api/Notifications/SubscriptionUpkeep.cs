using Microsoft.Extensions.Logging;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Notifications;

/// <summary>What a round of upkeep came to.</summary>
/// <param name="Due">Tenants that were looked at.</param>
/// <param name="Made">Subscriptions made, those in place of lost ones included.</param>
/// <param name="Renewed">Subscriptions renewed.</param>
/// <param name="Troubled">Tenants where neither worked; each is tried again later.</param>
public sealed record UpkeepRound(int Due, int Made, int Renewed, int Troubled);

/// <summary>
/// Sees to it that each active tenant has one subscription to changes of its users: made after consent, renewed once a day, made anew
/// when it is gone or goes elsewhere. All it knows is in the store. A timer calls it in each host; rounds may overlap.
/// </summary>
public sealed partial class SubscriptionUpkeep(
    SubscriptionStore store,
    SubscriptionMaker maker,
    ITenantGraphs graphs,
    TenantRounds rounds,
    NotificationOptions options,
    TimeProvider time,
    Random random,
    ILogger<SubscriptionUpkeep> logger)
{
    /// <summary>How often a host should call it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private bool _begun;

    /// <summary>One round, of bounded size and time. One tenant's trouble does not keep the others waiting.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store does not say what is due; nothing was done.</exception>
    public async Task<UpkeepRound> RoundAsync(CancellationToken cancellationToken)
    {
        if (!_begun)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            _begun = true;
        }

        if (options.Url is not { } url)
        {
            return new UpkeepRound(0, 0, 0, 0);
        }

        var due = await store.ClaimDueAsync(options.MaxPerRound, TenantRounds.Lease, cancellationToken).ConfigureAwait(false);
        var (made, renewed) = (0, 0);
        var troubled = await rounds.TakeOnAsync(
            due,
            async (tenant, token) =>
            {
                var isNew = await KeepAsync(tenant, url, token).ConfigureAwait(false);
                Interlocked.Add(ref made, isNew ? 1 : 0);
                Interlocked.Add(ref renewed, isNew ? 0 : 1);
            },
            BackOffAsync,
            cancellationToken).ConfigureAwait(false);
        return new UpkeepRound(due.Count, made, renewed, troubled);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (options.Url is { } url)
        {
            await store.MoveToAsync(url.AbsoluteUri, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Off(logger, options.LookEvery);
        }
    }

    /// <summary>Renews, or makes.</summary>
    /// <returns>Whether one was made.</returns>
    private async Task<bool> KeepAsync(SubscriptionRecord tenant, Uri url, CancellationToken cancellationToken)
    {
        var graph = await graphs.GetAsync(tenant.TenantId, cancellationToken).ConfigureAwait(false);
        var subscriptions = graph.Subscriptions ?? throw new SubscriptionTroubleException("this host has no way to subscribe at Microsoft Graph");
        if (tenant.SubscriptionId is { } id && tenant.NotificationUrl == url.AbsoluteUri)
        {
            var renewed = await subscriptions.RenewAsync(id, time.GetUtcNow() + options.Lifetime, cancellationToken).ConfigureAwait(false);
            if (!renewed.IsKnown && renewed.UnknownReason is { } why)
            {
                throw new SubscriptionTroubleException(why);
            }

            if (renewed.Value is { } expires)
            {
                await store.RenewedAsync(tenant.TenantId, id, expires, Next(), cancellationToken).ConfigureAwait(false);
                return false;
            }

            await store.LostAsync(id, "Microsoft Graph does not know it any more", cancellationToken).ConfigureAwait(false);
        }

        await maker.MakeAsync(subscriptions, tenant, url, Next(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private DateTimeOffset Next() => Pauses.Within(time.GetUtcNow(), options.RenewEvery, random);

    private async Task BackOffAsync(SubscriptionRecord tenant, Exception trouble, CancellationToken cancellationToken)
    {
        var next = Pauses.AfterFailure(time.GetUtcNow(), tenant.FailedAttempts + 1, random);
        NotKept(logger, tenant.TenantId, next, trouble.Message, trouble is SubscriptionTroubleException ? null : trouble);
        await store.FailedAsync(tenant.TenantId, TenantState.Active, trouble.Message, next, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "No address for notifications is set: Microsoft Graph is not asked to notify of changed users, and a change of licences is noticed within {Every}.")]
    private static partial void Off(ILogger logger, TimeSpan every);

    [LoggerMessage(LogLevel.Warning, "Tenant {TenantId}: the subscription to changes of users was neither made nor renewed; next attempt at {Next}: {Why}")]
    private static partial void NotKept(ILogger logger, Guid tenantId, DateTimeOffset next, string why, Exception? exception);
}
