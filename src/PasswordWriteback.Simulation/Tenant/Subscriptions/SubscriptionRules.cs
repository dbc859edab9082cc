using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Subscriptions;

/// <summary>What Graph's documentation asks of a subscription to users.</summary>
internal static class SubscriptionRules
{
    /// <summary>How many subscriptions to users an app may have in a tenant.</summary>
    public const int PerAppAndTenant = 100;

    private static readonly string[] ChangeTypes = ["updated", "deleted"];

    /// <summary>The subscription that a body asks for, or why it is refused.</summary>
    public static (SimulatedSubscription? Wanted, IResult? Refusal) Read(JsonObject body, DateTimeOffset now)
    {
        var changeType = (string?)body["changeType"] ?? "";
        var resource = ((string?)body["resource"] ?? "").Trim('/');
        var clientState = (string?)body["clientState"];
        if (!changeType.Split(',', StringSplitOptions.TrimEntries).All(ChangeTypes.Contains))
        {
            return (null, GraphError.SubscriptionInvalid($"changeType '{changeType}' is not supported for users."));
        }

        if (resource != "users")
        {
            return (null, GraphError.SubscriptionInvalid($"The simulated tenant knows no changes of '{resource}'."));
        }

        if (clientState?.Length > WantedSubscription.MaxClientState)
        {
            return (null, GraphError.SubscriptionInvalid("clientState is longer than 128 characters."));
        }

        var lifecycle = (string?)body["lifecycleNotificationUrl"];
        if (Address((string?)body["notificationUrl"]) is not { } url || (lifecycle is not null && Address(lifecycle) is null))
        {
            return (null, GraphError.SubscriptionUnvalidated("The notification address must be HTTPS."));
        }

        return Expiration(body, now) is var (expires, refusal) && refusal is not null
            ? (null, refusal)
            : (new SimulatedSubscription(Guid.NewGuid(), changeType, resource, url, Address(lifecycle), clientState, expires), null);
    }

    /// <summary>When a subscription is to end, or why that is refused.</summary>
    public static (DateTimeOffset Expires, IResult? Refusal) Expiration(JsonObject body, DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse((string?)body["expirationDateTime"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var expires))
        {
            return (default, GraphError.SubscriptionInvalid("expirationDateTime is a required property for subscription creation."));
        }

        if (expires <= now || expires > now + WantedSubscription.MaxLifetime)
        {
            return (default, GraphError.SubscriptionInvalid("Subscription expiration can only be 41760 minutes in the future."));
        }

        return (expires, null);
    }

    private static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : null;
}
