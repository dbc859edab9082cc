using Microsoft.Graph;
using Microsoft.Graph.Models;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Subscriptions;

/// <summary>The app's subscriptions to changes of one tenant's users, through Microsoft Graph v1.0.</summary>
internal sealed class UserSubscriptions(GraphServiceClient graph, SubscriptionCall call) : IUserSubscriptions
{
    // Users have no event for what is created: a new one arrives as updated. What is deleted takes no licence from anybody else.
    private const string ChangeType = "updated";

    private const string Resource = "users";

    // The app may have 100 in a tenant, which is a page or two.
    private const int MaxPages = 10;

    public Task<Reading<IReadOnlyList<UserSubscription>>> ListAsync(CancellationToken cancellationToken) =>
        call.AskAsync<IReadOnlyList<UserSubscription>>("GET", async token =>
        {
            var found = new List<UserSubscription>();
            var page = await graph.Subscriptions.GetAsync(cancellationToken: token).ConfigureAwait(false);
            for (var pages = 1; ; pages++)
            {
                found.AddRange((page?.Value ?? throw new UnexpectedAnswerException("Graph's list of subscriptions has no value")).Where(IsOfUsers).Select(Convert));
                if (page.OdataNextLink is not { } next)
                {
                    return found;
                }

                page = pages < MaxPages
                    ? await graph.Subscriptions.WithUrl(SameHost(next)).GetAsync(cancellationToken: token).ConfigureAwait(false)
                    : throw new UnexpectedAnswerException("Graph's list of subscriptions has no end");
            }
        }, cancellationToken);

    public Task<Reading<UserSubscription>> CreateAsync(WantedSubscription wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return call.AskAsync("POST", async token => Convert(await graph.Subscriptions.PostAsync(
            new Subscription
            {
                ChangeType = ChangeType,
                Resource = Resource,
                NotificationUrl = wanted.NotificationUrl.AbsoluteUri,
                LifecycleNotificationUrl = wanted.NotificationUrl.AbsoluteUri,
                ExpirationDateTime = wanted.ExpiresAt,
                ClientState = wanted.ClientState,
                LatestSupportedTlsVersion = "v1_2",
            },
            cancellationToken: token).ConfigureAwait(false)), cancellationToken);
    }

    public Task<Reading<DateTimeOffset?>> RenewAsync(Guid subscriptionId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        call.AskAsync<DateTimeOffset?>(
            "PATCH",
            async token => Convert(await graph.Subscriptions[subscriptionId.ToString("D")].PatchAsync(
                new Subscription { ExpirationDateTime = expiresAt }, cancellationToken: token).ConfigureAwait(false)).ExpiresAt,
            cancellationToken,
            ifGone: static () => null);

    public Task<Reading<bool>> DeleteAsync(Guid subscriptionId, CancellationToken cancellationToken) =>
        call.AskAsync(
            "DELETE",
            async token =>
            {
                await graph.Subscriptions[subscriptionId.ToString("D")].DeleteAsync(cancellationToken: token).ConfigureAwait(false);
                return true;
            },
            cancellationToken,
            ifGone: static () => false);

    private static bool IsOfUsers(Subscription subscription) => subscription.Resource?.Trim('/') == Resource;

    private static UserSubscription Convert(Subscription? subscription) => subscription is { ExpirationDateTime: { } expires } && Guid.TryParse(subscription.Id, out var id)
        ? new UserSubscription(id, subscription.NotificationUrl ?? "", expires)
        : throw new UnexpectedAnswerException("Graph showed a subscription without id or end");

    private string SameHost(string nextLink) =>
        Uri.TryCreate(nextLink, UriKind.Absolute, out var next)
        && Uri.Compare(next, new Uri(graph.RequestAdapter.BaseUrl!), UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? nextLink
            : throw new UnexpectedAnswerException("Graph's next page of subscriptions lies on another host; it was not followed");
}
