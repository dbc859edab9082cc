using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Api.Notifications;

/// <summary>How licence changes are noticed; a host fills it from its settings.</summary>
public sealed class NotificationOptions
{
    /// <summary>
    /// Where Microsoft Graph reaches this host's <see cref="NotificationEndpoints.Path"/>: HTTPS, from the internet. Null: no subscriptions
    /// are made, and licences are looked at once a day only.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>Whether Graph could be given an address: HTTPS, without query or fragment. Whether it reaches it, the handshake shows.</summary>
    public static bool IsUsable(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url is { IsAbsoluteUri: true, Query: "", Fragment: "" } && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0;
    }

    /// <summary>From the first notification of a tenant to the look at its licences; those in between cost nothing. Default 10 minutes.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest time between two looks without any notification; up to a tenth is taken off. Default 24 hours.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a subscription is asked for. Default 28 days, a day below what Graph allows: its clock is another.</summary>
    public TimeSpan Lifetime { get; set; } = WantedSubscription.MaxLifetime - TimeSpan.FromDays(1);

    /// <summary>
    /// How often a subscription is renewed; up to a tenth is taken off. Default 24 hours: Graph does not say when one of users is lost,
    /// so the renewal that fails is how it is noticed.
    /// </summary>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Largest body of notifications in bytes. Default 256 KiB.</summary>
    public int MaxBodyBytes { get; set; } = 256 * 1024;

    /// <summary>How long a body may take to arrive. Default 5 seconds: Graph sends a few kilobytes at once.</summary>
    public TimeSpan BodyDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bodies that are read or judged at a time; one more is answered 429 unread. Default 128, half of what the API serves.</summary>
    public int MaxAtATime { get; set; } = 128;

    /// <summary>Of those, bodies that are judged at a time, which asks the store. Default 16.</summary>
    public int MaxJudgedAtATime { get; set; } = 16;

    /// <summary>Tenants that one round of upkeep or of looks takes on at most. Default 200.</summary>
    public int MaxPerRound { get; set; } = 200;

    /// <summary>The endpoint below a host's public address; null when Graph would not notify it.</summary>
    public static Uri? Below(Uri publicUrl)
    {
        ArgumentNullException.ThrowIfNull(publicUrl);
        var url = new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}{NotificationEndpoints.Path}");
        return IsUsable(url) ? url : null;
    }
}
