using System.Buffers.Text;
using System.Security.Cryptography;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Storage.Subscriptions;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Microsoft Graph did not do what was asked.</summary>
/// <param name="why">Its reason, without a full stop.</param>
internal sealed class SubscriptionTroubleException(string why) : Exception(why);

/// <summary>
/// Makes a tenant's subscription, and removes those that this host has left behind before: one made by a process that died before
/// it could write it down carries a secret that nobody knows.
/// </summary>
/// <param name="store">Where it is written down.</param>
/// <param name="options">How long it is to last.</param>
/// <param name="time">The clock.</param>
public sealed class SubscriptionMaker(SubscriptionStore store, NotificationOptions options, TimeProvider time)
{
    private const int SecretBytes = 32;

    /// <summary>Makes one, and stores it with the hash of its secret.</summary>
    internal async Task MakeAsync(
        IUserSubscriptions subscriptions, SubscriptionRecord tenant, Uri url, DateTimeOffset next, CancellationToken cancellationToken)
    {
        await RemoveAsync(subscriptions, tenant, url, cancellationToken).ConfigureAwait(false);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var created = Value(await subscriptions.CreateAsync(
            new WantedSubscription(url, secret, time.GetUtcNow() + options.Lifetime), cancellationToken).ConfigureAwait(false));
        var made = new MadeSubscription(created.Id, Convert.ToHexStringLower(GraphNotification.HashOf(secret)), url.AbsoluteUri, created.ExpiresAt);
        if (!await store.MadeAsync(tenant.TenantId, made, next, cancellationToken).ConfigureAwait(false))
        {
            // The tenant was given up meanwhile. Should this fail, Graph lets it end by itself, and what it sends is dropped.
            await subscriptions.DeleteAsync(created.Id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes what a tenant has of this host's subscriptions, known or not.</summary>
    /// <param name="subscriptions">The tenant's.</param>
    /// <param name="tenant">What is known of it.</param>
    /// <param name="url">Where this host's subscriptions send to; null: only the known one is removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SubscriptionTroubleException">Something may be left.</exception>
    internal static async Task RemoveAsync(IUserSubscriptions subscriptions, SubscriptionRecord tenant, Uri? url, CancellationToken cancellationToken)
    {
        var existing = Value(await subscriptions.ListAsync(cancellationToken).ConfigureAwait(false));
        foreach (var old in existing.Where(old => old.Id == tenant.SubscriptionId || old.NotificationUrl == url?.AbsoluteUri))
        {
            Value(await subscriptions.DeleteAsync(old.Id, cancellationToken).ConfigureAwait(false));
        }
    }

    private static T Value<T>(Core.Reading<T> reading) => reading.IsKnown ? reading.Value : throw new SubscriptionTroubleException(reading.UnknownReason);
}
