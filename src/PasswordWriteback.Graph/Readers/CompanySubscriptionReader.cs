using Microsoft.Graph;
using Microsoft.Graph.DirectoryNamespace.Subscriptions;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Reads <c>/directory/subscriptions</c>: what was bought, and when it moves to its next state. One page: a tenant with more than
/// 999 subscriptions is not known to exist, and a page that is not the last makes the reading unknown.
/// </summary>
internal sealed class CompanySubscriptionReader(GraphServiceClient graph)
{
    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question => graph.Directory.Subscriptions.ToGetRequestInformation(Query);

    public async Task<IReadOnlyList<CompanySubscription>> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await graph.Directory.Subscriptions.GetAsync(Query, cancellationToken).ConfigureAwait(false);
        var rows = answer?.Value ?? throw new UnexpectedAnswerException("Graph's list of the tenant's subscriptions has no value");
        return answer.OdataNextLink is null
            ? [.. rows.Select(Convert)]
            : throw new UnexpectedAnswerException($"the tenant has more than the {rows.Count} subscriptions that Graph shows on one page");
    }

    private static void Query(RequestConfiguration<SubscriptionsRequestBuilder.SubscriptionsRequestBuilderGetQueryParameters> request) =>
        request.QueryParameters.Select = ["id", "skuId", "skuPartNumber", "status", "isTrial", "totalLicenses", "nextLifecycleDateTime"];

    private static CompanySubscription Convert(Microsoft.Graph.Models.CompanySubscription row) => new(
        Guid.TryParse(row.SkuId, out var sku) ? sku : throw new UnexpectedAnswerException("Graph named a subscription without a product"),
        GraphText.Clean(row.SkuPartNumber ?? "(no part number)"),
        GraphText.Clean(row.Status ?? "(not stated)"),
        row.IsTrial is true,
        row.TotalLicenses ?? 0,
        row.NextLifecycleDateTime);
}
