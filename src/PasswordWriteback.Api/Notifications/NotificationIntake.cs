using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Storage.Subscriptions;

namespace PasswordWriteback.Api.Notifications;

/// <summary>
/// Judges notifications and stores what the genuine ones say, before they are answered for. A forged one is dropped without a word,
/// and costs as much time whether it names a subscription that exists or not.
/// </summary>
internal sealed class NotificationIntake(
    NotificationInbox inbox, NotificationBody bodies, NotificationOptions options, NotificationCounts counts) : IDisposable
{
    private const int MaxDepth = 32;

    private readonly byte[] _nobodys = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    // A place is taken before the first byte is read, and there are fewer than requests are served at a time: who opens connections by
    // the hundred and sends slowly takes neither the host's memory nor the places of portals and relays.
    private readonly SemaphoreSlim _places = new(options.MaxAtATime);
    private readonly SemaphoreSlim _turns = new(options.MaxJudgedAtATime);

    /// <summary>Takes a body of notifications. When it returns, what counts is on disk.</summary>
    /// <exception cref="ApiProblemException">
    /// Too many came at once, the body is too large or came too slowly, or it is no collection of notifications.
    /// </exception>
    /// <exception cref="Storage.StoreUnavailableException">Nothing was stored: Graph has to send it again.</exception>
    public async Task TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            counts.Dropped(DropReason.TooMany);
            throw new ApiProblemException(ApiProblem.Of(FrameProblems.TooManyRequests, "Send it again later.") with { RetryAfter = TimeSpan.FromSeconds(5) });
        }

        try
        {
            var body = await bodies.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await JudgeAsync(body, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
    }

    private async Task JudgeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var read = Read(body);
        var claimed = read.Select(notification => notification.SubscriptionId).ToHashSet();
        if (claimed.Count == 0)
        {
            return;
        }

        var known = (await inbox.KnownAsync(claimed, cancellationToken).ConfigureAwait(false)).ToDictionary(subscription => subscription.SubscriptionId);
        var genuine = read.Where(notification => IsGenuine(notification, known.GetValueOrDefault(notification.SubscriptionId))).ToList();
        if (genuine.Count > 0)
        {
            await inbox.TakeAsync([.. genuine.GroupBy(notification => notification.SubscriptionId).Select(Signals)], options.Window, cancellationToken).ConfigureAwait(false);
            counts.Taken(genuine.Count);
        }
    }

    private static SubscriptionSignals Signals(IGrouping<Guid, GraphNotification> notifications) => new(
        notifications.Key,
        notifications.Count(notification => notification.Kind == NotificationKind.Change),
        notifications.Any(notification => notification.Kind == NotificationKind.Renew),
        notifications.Any(notification => notification.Kind == NotificationKind.Removed));

    private List<GraphNotification> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("value", out var items) && items.ValueKind == JsonValueKind.Array)
            {
                return [.. items.EnumerateArray().Select(ReadOne).OfType<GraphNotification>()];
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no Unicode. Told the same way below.
        }

        counts.Dropped(DropReason.Unreadable);
        throw new ApiProblemException(ApiProblem.Of(FrameProblems.BodyInvalid, "The body is no collection of notifications: {\"value\": […]}.", "$"));
    }

    private GraphNotification? ReadOne(JsonElement item)
    {
        var notification = GraphNotification.Read(item);
        if (notification is null)
        {
            counts.Dropped(DropReason.Incomplete);
        }

        return notification;
    }

    // Every notification is compared, whether there is something to compare it with or not.
    private bool IsGenuine(GraphNotification notification, KnownSubscription? known)
    {
        var expected = known is null ? _nobodys : Convert.FromHexString(known.ClientStateHash);
        var carriesSecret = CryptographicOperations.FixedTimeEquals(notification.ClientStateHash, expected);
        DropReason? dropped = (known, carriesSecret) switch
        {
            (null, _) => DropReason.UnknownSubscription,
            (_, false) => DropReason.ClientState,
            _ when known.TenantId != notification.TenantId => DropReason.Tenant,
            _ => null,
        };
        if (dropped is { } reason)
        {
            counts.Dropped(reason);
        }

        return dropped is null;
    }
}
