using Microsoft.Extensions.Logging;
using Microsoft.Graph.Models.ODataErrors;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Subscriptions;

/// <summary>One call about subscriptions under a deadline. What goes wrong becomes an unknown reading; only cancellation by the caller throws.</summary>
internal sealed partial class SubscriptionCall(Guid tenantId, TimeSpan deadline, TimeProvider time, ILogger logger)
{
    // Subscribing needs the right to read what is subscribed to.
    private static readonly GraphPermission Permission = GraphPermissions.Users with { Route = "/subscriptions" };

    /// <summary>Asks.</summary>
    /// <param name="method">The HTTP method, for the reason.</param>
    /// <param name="ask">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="ifGone">What a 404 means; null: a failure like others.</param>
    public async Task<Reading<T>> AskAsync<T>(
        string method, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken, Func<T>? ifGone = null)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return Reading.Known(await ask(linked.Token).ConfigureAwait(false));
        }
        catch (ODataError gone) when (gone.ResponseStatusCode == 404 && ifGone is not null)
        {
            return Reading.Known(ifGone());
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = timer.IsCancellationRequested
                ? new GraphFailure($"Graph did not answer {method} {Permission.Route} within {deadline.TotalSeconds:0.#} s", RequestId: null)
                : GraphFailure.Of(exception, Permission, method);
            if (failure is null)
            {
                throw;
            }

            var reason = Refused(method, exception) ?? failure.Reason;
            Failed(logger, tenantId, method, reason, failure.RequestId);
            return Reading.Unknown<T>(reason);
        }
    }

    /// <summary>What Graph refuses to subscriptions alone (learn.microsoft.com/graph/change-notifications-overview, limits for users).</summary>
    private static string? Refused(string method, Exception exception) => exception is not ODataError error ? null : (method, error.ResponseStatusCode, error.Error?.Code) switch
    {
        (_, 403, "Authorization_RequestDenied") => null,
        ("POST", 403, var code) =>
            $"Graph refused POST {Permission.Route} (403 {code}): the app needs the permission {Permission.Name}, or there are as many subscriptions as Graph allows (100 per app and tenant, 1,000 per tenant, 50,000 per app)",
        ("POST", 400, "ValidationError") =>
            $"Graph could not validate the notification address (400 ValidationError): it has to answer Graph's POST from the internet over HTTPS within 10 s, with a certificate that Graph trusts",
        ("POST", 409, var code) => $"Graph has another subscription of the app to users already (409 {code})",
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tenant {TenantId}: {Method} /subscriptions failed: {Reason} (request-id {RequestId})")]
    private static partial void Failed(ILogger logger, Guid tenantId, string method, string reason, string? requestId);
}
