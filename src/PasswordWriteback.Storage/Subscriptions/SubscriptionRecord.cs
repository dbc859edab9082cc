namespace PasswordWriteback.Storage.Subscriptions;

/// <summary>How a tenant stands with change notifications of Microsoft Graph.</summary>
public sealed record SubscriptionRecord
{
    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Its owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Graph's id of the subscription; null when there is none at present.</summary>
    public Guid? SubscriptionId { get; init; }

    /// <summary>Where Graph sends notifications; null when there is none.</summary>
    public string? NotificationUrl { get; init; }

    /// <summary>When Graph lets it end unless it is renewed; null when there is none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was made; null when none ever was.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was renewed last; null when not yet.</summary>
    public DateTimeOffset? RenewedAt { get; init; }

    /// <summary>When one was last found to be gone; null when never.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>When it is made or renewed next.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>Attempts in a row that failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Why the last attempt failed, one sentence; null when it did not.</summary>
    public string? LastError { get; init; }
}

/// <summary>A subscription that Graph has just made.</summary>
/// <param name="SubscriptionId">Graph's id.</param>
/// <param name="ClientStateHash">SHA-256 of the secret that its notifications carry, lower-case hexadecimal.</param>
/// <param name="NotificationUrl">Where Graph sends them.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record MadeSubscription(Guid SubscriptionId, string ClientStateHash, string NotificationUrl, DateTimeOffset ExpiresAt);
