using System.Globalization;
using Dapper;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Subscriptions;

/// <summary>What a notification is judged by.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="ClientStateHash">SHA-256 of the secret that its notifications carry, lower-case hexadecimal.</param>
public sealed record KnownSubscription(Guid SubscriptionId, Guid TenantId, string ClientStateHash);

/// <summary>What genuine notifications of one subscription say together.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="Changes">How many tell of changed users, or of changes that were not told.</param>
/// <param name="Renew">Whether Graph asks for a renewal.</param>
/// <param name="Removed">Whether Graph has removed the subscription.</param>
public sealed record SubscriptionSignals(Guid SubscriptionId, int Changes, bool Renew, bool Removed);

/// <summary>Takes what Microsoft Graph notifies of.</summary>
/// <param name="database">The store.</param>
/// <param name="time">Dates what is stored.</param>
public sealed class NotificationInbox(Database database, TimeProvider time)
{
    // One statement whatever the number, and not one for each: statements are kept, and anybody may post any number of ids.
    private const int AtATime = 16;

    private static readonly string KnownSql = $"""
        SELECT s.subscription_id AS SubscriptionId, t.tenant_id AS TenantId, s.client_state_hash AS ClientStateHash
        FROM subscription s JOIN tenant t ON t.key = s.tenant_key
        WHERE t.state = 'Active' AND s.subscription_id IN ({string.Join(", ", Enumerable.Range(0, AtATime).Select(i => string.Create(CultureInfo.InvariantCulture, $"@id{i}")))})
        """;

    /// <summary>Those of the named subscriptions that exist and belong to an active tenant.</summary>
    public Task<IReadOnlyList<KnownSubscription>> KnownAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscriptionIds);
        return database.ReadAsync<IReadOnlyList<KnownSubscription>>(
            async session =>
            {
                var known = new List<KnownSubscription>();
                foreach (var some in subscriptionIds.Chunk(AtATime))
                {
                    var parameters = new DynamicParameters();
                    for (var i = 0; i < AtATime; i++)
                    {
                        parameters.Add(string.Create(CultureInfo.InvariantCulture, $"id{i}"), some[Math.Min(i, some.Length - 1)].ToString("D"));
                    }

                    known.AddRange((await session.QueryAsync<Row>(KnownSql, parameters).ConfigureAwait(false)).Select(row => row.ToSubscription()));
                }

                return known;
            },
            cancellationToken);
    }

    /// <summary>
    /// Stores signals, all or none. The first signal of a tenant opens a window, at whose end its licences are looked at; those that
    /// come until then are counted and open none.
    /// </summary>
    public Task TakeAsync(IReadOnlyCollection<SubscriptionSignals> signals, TimeSpan window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return database.WriteAsync(
            async session =>
            {
                var now = time.GetUtcNow();
                // In one order everywhere: two batches about the same tenants wait for each other instead of deadlocking.
                foreach (var signal in signals.OrderBy(signal => signal.SubscriptionId))
                {
                    await TakeAsync(session, signal, now, window).ConfigureAwait(false);
                }

                return signals.Count;
            },
            cancellationToken);
    }

    private static async Task TakeAsync(Session session, SubscriptionSignals signal, DateTimeOffset now, TimeSpan window)
    {
        var id = signal.SubscriptionId.ToString("D");
        var at = StoredTime.Of(now);
        if (signal.Changes > 0)
        {
            await session.ExecuteAsync(
                """
                UPDATE licence_watch SET signals = signals + @Changes, signalled_at = COALESCE(signalled_at, @at),
                    due_at = CASE WHEN signalled_at IS NULL AND due_at > @due THEN @due ELSE due_at END
                WHERE tenant_key IN (SELECT tenant_key FROM subscription WHERE subscription_id = @id)
                """,
                new { id, signal.Changes, at, due = StoredTime.Of(now + window) }).ConfigureAwait(false);
        }

        if (signal.Removed)
        {
            await SubscriptionStore.LostAsync(session, signal.SubscriptionId, "Microsoft Graph says that it removed it", now).ConfigureAwait(false);
        }
        else if (signal.Renew)
        {
            await session.ExecuteAsync("UPDATE subscription SET next_attempt_at = @at WHERE subscription_id = @id AND next_attempt_at > @at", new { id, at }).ConfigureAwait(false);
        }
    }

    private sealed class Row
    {
        public string SubscriptionId { get; set; } = "";

        public string TenantId { get; set; } = "";

        public string ClientStateHash { get; set; } = "";

        public KnownSubscription ToSubscription() => new(Guid.ParseExact(SubscriptionId, "D"), Guid.ParseExact(TenantId, "D"), ClientStateHash);
    }
}
