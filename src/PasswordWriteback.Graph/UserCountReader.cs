using Microsoft.Graph;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Graph;

/// <summary>
/// Counts users by <c>/users/$count</c>: one request each, whatever the size of the tenant. Filters on <c>assignedPlans</c>
/// are advanced queries and need the header <c>ConsistencyLevel: eventual</c> (learn.microsoft.com/graph/aad-advanced-queries).
/// </summary>
internal sealed class UserCountReader(GraphServiceClient graph)
{
    private const string SyncedAndEnabled = "onPremisesSyncEnabled eq true and accountEnabled eq true";

    // A plan in its grace period (Warning) still works; a plan that is Deleted can linger in the list.
    private static readonly string Licensed = string.Join(
        " or ",
        from plan in new[] { ServicePlans.EntraIdP1, ServicePlans.EntraIdP2 }
        from status in new[] { "Enabled", "Warning" }
        select $"assignedPlans/any(p:p/servicePlanId eq {plan} and p/capabilityStatus eq '{status}')");

    public Task<int> SyncedEnabledAsync(CancellationToken cancellationToken) => CountAsync(SyncedAndEnabled, cancellationToken);

    public Task<int> SyncedEnabledLicensedAsync(CancellationToken cancellationToken) =>
        CountAsync($"{SyncedAndEnabled} and ({Licensed})", cancellationToken);

    private async Task<int> CountAsync(string filter, CancellationToken cancellationToken)
    {
        var count = await graph.Users.Count.GetAsync(
            request =>
            {
                request.QueryParameters.Filter = filter;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            cancellationToken).ConfigureAwait(false);
        return count ?? throw new UnexpectedAnswerException("Graph's answer to the count of users is not a number");
    }
}
