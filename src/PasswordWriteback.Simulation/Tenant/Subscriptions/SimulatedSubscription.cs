using System.Text.Json.Nodes;

namespace PasswordWriteback.Simulation.Tenant.Subscriptions;

/// <summary>A subscription of an app (learn.microsoft.com/graph/api/resources/subscription).</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChangeType">Kinds of change, separated by commas.</param>
/// <param name="Resource">What is watched.</param>
/// <param name="NotificationUrl">Where changes are told.</param>
/// <param name="LifecycleNotificationUrl">Where lifecycle events are told; null: nowhere.</param>
/// <param name="ClientState">What every notification carries; null: nothing.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record SimulatedSubscription(
    Guid Id, string ChangeType, string Resource, Uri NotificationUrl, Uri? LifecycleNotificationUrl, string? ClientState, DateTimeOffset ExpiresAt)
{
    // The secret is not shown again once it was given.
    internal JsonObject Entity() => new()
    {
        ["id"] = Id.ToString(),
        ["changeType"] = ChangeType,
        ["resource"] = Resource,
        ["notificationUrl"] = NotificationUrl.AbsoluteUri,
        ["lifecycleNotificationUrl"] = LifecycleNotificationUrl?.AbsoluteUri,
        ["clientState"] = null,
        ["expirationDateTime"] = ExpiresAt.UtcDateTime.ToString("O"),
        ["latestSupportedTlsVersion"] = "v1_2",
    };

    /// <summary>Not with the secret.</summary>
    public override string ToString() => $"{Id} of {Resource} until {ExpiresAt:O}";
}
