namespace PasswordWriteback.Api.Consent;

/// <summary>The app registration that administrators consent to, and the cloud that it lives in.</summary>
public sealed class ConsentOptions
{
    /// <summary>The app's client id.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>Where people sign in. Default: the global cloud.</summary>
    public Uri Authority { get; init; } = new("https://login.microsoftonline.com/");

    /// <summary>Graph's root, whose application permissions are asked for. Default: the global cloud.</summary>
    public Uri Graph { get; init; } = new("https://graph.microsoft.com/");

    /// <summary>Reaches the authority's metadata and keys. Null: the machine's network and its trusted authorities.</summary>
    public HttpMessageHandler? AuthorityHandler { get; init; }

    /// <summary>How long a link can be used. Default 1 hour.</summary>
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the authority's metadata and keys may take to arrive. Default 10 s.</summary>
    public TimeSpan AuthorityDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Difference between the authority's clock and this one that is forgiven. Default 5 minutes.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);
}
