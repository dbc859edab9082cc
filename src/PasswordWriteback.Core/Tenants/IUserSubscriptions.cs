namespace PasswordWriteback.Core.Tenants;

/// <summary>
/// The app's subscriptions to changes of a tenant's users (<c>/subscriptions</c> with resource <c>users</c>). As with
/// <see cref="ITenantGraph"/>, a call that fails is an unknown reading with its reason; only cancellation by the caller throws.
/// Source: learn.microsoft.com/graph/api/resources/subscription.
/// </summary>
public interface IUserSubscriptions
{
    /// <summary>Subscriptions of the app in this tenant, whoever made them.</summary>
    Task<Reading<IReadOnlyList<UserSubscription>>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes one. Graph asks the address to prove itself before it answers.</summary>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="cancellationToken">Gives up; whether it was made is then not known.</param>
    Task<Reading<UserSubscription>> CreateAsync(WantedSubscription wanted, CancellationToken cancellationToken);

    /// <summary>Moves the end of one; that authorizes it anew, too.</summary>
    /// <returns>When it ends now; null: Graph does not know it any more.</returns>
    Task<Reading<DateTimeOffset?>> RenewAsync(Guid subscriptionId, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Removes one.</summary>
    /// <returns>Whether it was there; known in either case means that it is gone.</returns>
    Task<Reading<bool>> DeleteAsync(Guid subscriptionId, CancellationToken cancellationToken);
}

/// <summary>A subscription as Graph shows it.</summary>
/// <param name="Id">Graph's id.</param>
/// <param name="NotificationUrl">Where notifications are sent.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record UserSubscription(Guid Id, string NotificationUrl, DateTimeOffset ExpiresAt);

/// <summary>A subscription to be made.</summary>
/// <param name="NotificationUrl">Where notifications are sent, lifecycle notifications too.</param>
/// <param name="ClientState">The secret that each of them carries, at most <see cref="MaxClientState"/> characters.</param>
/// <param name="ExpiresAt">When it ends, at most <see cref="MaxLifetime"/> from now.</param>
public sealed record WantedSubscription(Uri NotificationUrl, string ClientState, DateTimeOffset ExpiresAt)
{
    /// <summary>The longest that Graph keeps a subscription to users without renewal: 41,760 minutes, 29 days.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(41_760);

    /// <summary>The longest secret that Graph takes.</summary>
    public const int MaxClientState = 128;

    /// <summary>The secret is not printed.</summary>
    public override string ToString() => $"{nameof(WantedSubscription)} to {NotificationUrl} until {ExpiresAt:O}";
}
