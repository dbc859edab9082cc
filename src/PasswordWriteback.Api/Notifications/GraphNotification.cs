using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PasswordWriteback.Api.Notifications;

/// <summary>What a notification is about.</summary>
internal enum NotificationKind
{
    /// <summary>A user changed, or changes went untold (<c>missed</c>).</summary>
    Change,

    /// <summary>Graph asks for a renewal (<c>reauthorizationRequired</c>).</summary>
    Renew,

    /// <summary>Graph removed the subscription (<c>subscriptionRemoved</c>).</summary>
    Removed,

    /// <summary>A lifecycle event that is not known here.</summary>
    Other,
}

/// <summary>
/// One notification, as far as it is judged (learn.microsoft.com/graph/api/resources/changenotification). Which user it is about is not
/// read: the licences are looked at anyway.
/// </summary>
/// <param name="SubscriptionId">The subscription that it claims to come from.</param>
/// <param name="TenantId">The tenant that it claims to speak of.</param>
/// <param name="ClientStateHash">SHA-256 of the secret that it carries.</param>
/// <param name="Kind">What it is about.</param>
internal sealed record GraphNotification(Guid SubscriptionId, Guid TenantId, byte[] ClientStateHash, NotificationKind Kind)
{
    /// <summary>SHA-256 of a secret.</summary>
    public static byte[] HashOf(string clientState) => SHA256.HashData(Encoding.UTF8.GetBytes(clientState));

    /// <summary>Reads a notification; null when it lacks what it is judged by. Members that are not known here are Graph's business.</summary>
    public static GraphNotification? Read(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && Guid.TryParse(Text(item, "subscriptionId"), out var subscription)
        && Guid.TryParse(Text(item, "tenantId"), out var tenant)
        && Text(item, "clientState") is { } clientState
        && KindOf(item) is { } kind
            ? new GraphNotification(subscription, tenant, HashOf(clientState), kind)
            : null;

    private static NotificationKind? KindOf(JsonElement item) => (Text(item, "lifecycleEvent"), Text(item, "changeType")) switch
    {
        (null, null) => null,
        (null, _) or ("missed", _) => NotificationKind.Change,
        ("reauthorizationRequired", _) => NotificationKind.Renew,
        ("subscriptionRemoved", _) => NotificationKind.Removed,
        _ => NotificationKind.Other,
    };

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
