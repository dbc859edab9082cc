using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Subscriptions;

/// <summary>
/// The subscriptions of a simulated tenant: validated, ended and told of as Graph documents it. What is told, how often and in which
/// order is the test's to say: Graph promises none of it.
/// </summary>
public sealed class SimulatedSubscriptions : IDisposable
{
    private static readonly TimeSpan HandshakeDeadline = TimeSpan.FromSeconds(10);

    private readonly Guid _tenantId;
    private readonly TimeProvider _time;
    private ImmutableDictionary<Guid, SimulatedSubscription> _subscriptions = ImmutableDictionary<Guid, SimulatedSubscription>.Empty;
    private HttpClient _http = new();

    internal SimulatedSubscriptions(Guid tenantId, TimeProvider time)
    {
        _tenantId = tenantId;
        _time = time;
    }

    /// <summary>Those that have not ended.</summary>
    public IReadOnlyList<SimulatedSubscription> All =>
        [.. _subscriptions.Values.Where(subscription => subscription.ExpiresAt > _time.GetUtcNow()).OrderBy(subscription => subscription.Id)];

    /// <summary>How many were made so far.</summary>
    public int Made { get; private set; }

    /// <summary>How notifications reach their addresses; the tenant then owns it. Default: the machine's network.</summary>
    public void ReachBy(HttpMessageHandler handler)
    {
        _http.Dispose();
        _http = new HttpClient(handler);
    }

    /// <summary>Loses every subscription without a word, as Graph can with those of users.</summary>
    public void LoseAll() => _subscriptions = _subscriptions.Clear();

    /// <summary>Tells every subscription that users have changed, a body for each copy, all at once: nobody can say in which order they arrive.</summary>
    /// <param name="users">Ids of the users.</param>
    /// <param name="copies">How often each change is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The statuses that were answered.</returns>
    public async Task<IReadOnlyList<HttpStatusCode>> NotifyAsync(IReadOnlyList<Guid> users, int copies, CancellationToken cancellationToken)
    {
        var bodies =
            from subscription in All
            from _ in Enumerable.Range(0, copies)
            select PostAsync(subscription.NotificationUrl, Collection(users.Select(user => Change(subscription, user))), cancellationToken);
        return await Task.WhenAll(bodies).ConfigureAwait(false);
    }

    /// <summary>Tells every subscription of a lifecycle event, such as <c>reauthorizationRequired</c>.</summary>
    public async Task<IReadOnlyList<HttpStatusCode>> NotifyLifecycleAsync(string lifecycleEvent, CancellationToken cancellationToken)
    {
        var bodies =
            from subscription in All
            let address = subscription.LifecycleNotificationUrl
            where address is not null
            select PostAsync(address, Collection([With(Head(subscription), "lifecycleEvent", lifecycleEvent)]), cancellationToken);
        return await Task.WhenAll(bodies).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal async Task<IResult> CreateAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var (wanted, refusal) = SubscriptionRules.Read(body, _time.GetUtcNow());
        if (wanted is null)
        {
            return refusal!;
        }

        if (All.Count >= SubscriptionRules.PerAppAndTenant)
        {
            return GraphError.SubscriptionLimit();
        }

        foreach (var address in new[] { wanted.NotificationUrl, wanted.LifecycleNotificationUrl }.OfType<Uri>())
        {
            if (await ValidateAsync(address, cancellationToken).ConfigureAwait(false) is { } why)
            {
                return GraphError.SubscriptionUnvalidated(why);
            }
        }

        ImmutableInterlocked.TryAdd(ref _subscriptions, wanted.Id, wanted);
        Made++;
        return Results.Json(wanted.Entity(), statusCode: StatusCodes.Status201Created);
    }

    internal IResult Renew(Guid id, JsonObject body)
    {
        var (expires, refusal) = SubscriptionRules.Expiration(body, _time.GetUtcNow());
        if (refusal is not null)
        {
            return refusal;
        }

        var known = All.FirstOrDefault(subscription => subscription.Id == id);
        if (known is null)
        {
            return GraphError.SubscriptionNotFound();
        }

        var renewed = known with { ExpiresAt = expires };
        ImmutableInterlocked.TryUpdate(ref _subscriptions, id, renewed, known);
        return Results.Json(renewed.Entity());
    }

    internal bool Remove(Guid id) => All.Any(subscription => subscription.Id == id) && ImmutableInterlocked.TryRemove(ref _subscriptions, id, out _);

    /// <summary>The handshake: the address answers 200 with the token as plain text within 10 seconds. Null: it did.</summary>
    private async Task<string?> ValidateAsync(Uri address, CancellationToken cancellationToken)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()} <&+%>";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HandshakeDeadline);
        try
        {
            // The answer has to be the text itself: whatever escapes it answers for another address.
            var asked = new UriBuilder(address) { Query = $"validationToken={Uri.EscapeDataString(token)}" }.Uri;
            using var content = new StringContent("", Encoding.UTF8, "text/plain");
            using var answer = await _http.PostAsync(asked, content, deadline.Token).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "text/plain" && text == token
                ? null
                : "Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "Subscription validation request timed out.";
        }
    }

    private async Task<HttpStatusCode> PostAsync(Uri address, JsonObject body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(address, content, cancellationToken).ConfigureAwait(false);
        return answer.StatusCode;
    }

    private static JsonObject Collection(IEnumerable<JsonObject> items) => new() { ["value"] = new JsonArray([.. items]) };

    private JsonObject Change(SimulatedSubscription subscription, Guid user)
    {
        var item = With(Head(subscription), "changeType", "updated");
        item["id"] = Guid.NewGuid().ToString();
        item["resource"] = $"Users/{user}";
        item["resourceData"] = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.User", ["@odata.id"] = $"Users/{user}", ["id"] = user.ToString() };
        return item;
    }

    private JsonObject Head(SimulatedSubscription subscription) => new()
    {
        ["subscriptionId"] = subscription.Id.ToString(),
        ["subscriptionExpirationDateTime"] = subscription.ExpiresAt.UtcDateTime.ToString("O"),
        ["clientState"] = subscription.ClientState,
        ["tenantId"] = _tenantId.ToString(),
    };

    private static JsonObject With(JsonObject item, string name, string value)
    {
        item[name] = value;
        return item;
    }
}
