namespace PasswordWriteback.Api;

/// <summary>How the API behaves; a host fills it from its settings.</summary>
public sealed class ApiOptions
{
    /// <summary>
    /// The issuer of callers' tokens, exactly as their <c>iss</c> claim names it, such as
    /// <c>https://login.microsoftonline.com/{tenant}/v2.0</c>. Null: the host has <see cref="LocalToken"/> instead.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>Where the issuer's OpenID Connect metadata is; HTTPS. Null: below <see cref="Issuer"/>.</summary>
    public Uri? MetadataAddress { get; set; }

    /// <summary>What the tokens' <c>aud</c> claim may be: the API's application id or its URI. Needed with an issuer.</summary>
    public IReadOnlyList<string> Audiences { get; set; } = [];

    /// <summary>Reaches the issuer's metadata. Null: the machine's network and its trusted authorities.</summary>
    public HttpMessageHandler? MetadataHandler { get; set; }

    /// <summary>The one token of a host without an issuer. It holds every role.</summary>
    public string? LocalToken { get; set; }

    /// <summary>Difference between the issuer's clock and this one that is forgiven. Default 5 minutes, and never more.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes that the body of a request may have, unless its endpoint says otherwise. Default 64 KiB.</summary>
    public long MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>How long one request may take. Default 30 s.</summary>
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that are served at a time. Default 256.</summary>
    public int MaxConcurrentRequests { get; set; } = 256;

    /// <summary>Requests that wait for their turn; one more is answered 429. Default 1,024.</summary>
    public int MaxWaitingRequests { get; set; } = 1024;

    /// <summary>
    /// The address under which browsers and portals reach this host, for links that leave it. Null: the one of the request.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The app registration that tenants consent to. Null: this host gives no consent links.</summary>
    public Consent.ConsentOptions? Consent { get; set; }

    /// <summary>
    /// How long the runs of a tenant that is being erased may take to end after they were asked to; then they are terminated.
    /// Default 75 minutes: a write that has begun is never interrupted, and may take an hour.
    /// </summary>
    public TimeSpan ErasurePatience { get; set; } = TimeSpan.FromMinutes(75);
}
