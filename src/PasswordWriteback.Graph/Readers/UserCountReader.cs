using Microsoft.Graph;
using Microsoft.Graph.Groups.Item.TransitiveMembers.GraphUser;
using Microsoft.Graph.Users;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Counts users: one request each, whatever the size of the tenant, by <c>$count=true</c> over a page of one. Filters on
/// <c>assignedPlans</c> are advanced queries and need the header <c>ConsistencyLevel: eventual</c>
/// (learn.microsoft.com/graph/aad-advanced-queries). <c>/users/$count</c> would say the same in plain text, which does not fit a batch.
/// </summary>
/// <param name="graph">Graph.</param>
/// <param name="group">The group whose members are counted, those of nested groups included; null: every user.</param>
internal sealed class UserCountReader(GraphServiceClient graph, Guid? group)
{
    /// <summary>Users that are synchronized and enabled.</summary>
    public const string SyncedAndEnabled = "onPremisesSyncEnabled eq true and accountEnabled eq true";

    // A plan in its grace period (Warning) still works; a plan that is Deleted can linger in the list.
    private static readonly string HoldPlan = string.Join(
        " or ",
        from plan in new[] { ServicePlans.EntraIdP1, ServicePlans.EntraIdP2 }
        from status in new[] { "Enabled", "Warning" }
        select $"assignedPlans/any(p:p/servicePlanId eq {plan} and p/capabilityStatus eq '{status}')");

    /// <summary>Of them, those that hold Entra ID P1 or P2.</summary>
    public static string SyncedEnabledAndLicensed { get; } = $"{SyncedAndEnabled} and ({HoldPlan})";

    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question(string filter) => group is { } id
        ? Members(id).ToGetRequestInformation(MemberQuery(filter))
        : graph.Users.ToGetRequestInformation(Query(filter));

    /// <summary>How many users match.</summary>
    public async Task<int> CountAsync(string filter, CancellationToken cancellationToken)
    {
        var count = group is { } id
            ? (await Members(id).GetAsync(MemberQuery(filter), cancellationToken).ConfigureAwait(false))?.OdataCount
            : (await graph.Users.GetAsync(Query(filter), cancellationToken).ConfigureAwait(false))?.OdataCount;
        return Number(count);
    }

    /// <summary>A count that Graph states beside a page.</summary>
    internal static int Number(long? count) => count is >= 0 and <= int.MaxValue
        ? (int)count
        : throw new UnexpectedAnswerException("Graph's answer to the count of users holds no number (@odata.count)");

    private GraphUserRequestBuilder Members(Guid id) => graph.Groups[id.ToString()].TransitiveMembers.GraphUser;

    private static Action<RequestConfiguration<GraphUserRequestBuilder.GraphUserRequestBuilderGetQueryParameters>> MemberQuery(string filter) => request =>
    {
        request.QueryParameters.Filter = filter;
        request.QueryParameters.Count = true;
        request.QueryParameters.Top = 1;
        request.QueryParameters.Select = ["id"];
        request.Headers.Add("ConsistencyLevel", "eventual");
    };

    private static Action<RequestConfiguration<UsersRequestBuilder.UsersRequestBuilderGetQueryParameters>> Query(string filter) => request =>
    {
        request.QueryParameters.Filter = filter;
        request.QueryParameters.Count = true;
        request.QueryParameters.Top = 1;
        request.QueryParameters.Select = ["id"];
        request.Headers.Add("ConsistencyLevel", "eventual");
    };
}
