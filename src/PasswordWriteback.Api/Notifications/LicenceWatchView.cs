using System.Text.Json.Serialization;
using PasswordWriteback.Storage.Subscriptions;

namespace PasswordWriteback.Api.Notifications;

/// <summary>How a tenant's licences are watched.</summary>
/// <param name="SubscriptionEndsAt">When its subscription at Microsoft Graph ends unless renewed; null: there is none, and licences are looked at once a day.</param>
/// <param name="SubscriptionRenewedAt">When it was made or renewed last.</param>
/// <param name="SubscriptionNextAt">When it is renewed or made next; means nothing where no address for notifications is set.</param>
/// <param name="SubscriptionTrouble">Why the last attempt to make or renew it failed; null when it did not.</param>
/// <param name="Notifications">Notifications since the last look.</param>
/// <param name="LookedAt">When licences were looked at last; null: not yet.</param>
/// <param name="NextLookAt">When they are looked at next, unless a notification comes.</param>
/// <param name="LookTrouble">Why the last look saw nothing; null when it did.</param>
internal sealed record LicenceWatchView(
    DateTimeOffset? SubscriptionEndsAt,
    DateTimeOffset? SubscriptionRenewedAt,
    DateTimeOffset? SubscriptionNextAt,
    string? SubscriptionTrouble,
    int Notifications,
    DateTimeOffset? LookedAt,
    DateTimeOffset NextLookAt,
    string? LookTrouble)
{
    public static LicenceWatchView Of(SubscriptionRecord? subscription, LicenceWatch watch) => new(
        subscription?.ExpiresAt,
        subscription?.RenewedAt ?? (subscription?.SubscriptionId is null ? null : subscription.CreatedAt),
        subscription?.NextAttemptAt,
        subscription?.LastError,
        watch.Signals,
        watch.LookedAt,
        watch.DueAt,
        watch.LastError);
}

/// <summary>What is said of the watch.</summary>
[JsonSerializable(typeof(LicenceWatchView))]
internal sealed partial class NotificationJson : JsonSerializerContext;
