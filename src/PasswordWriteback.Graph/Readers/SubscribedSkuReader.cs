using Microsoft.Graph;
using Microsoft.Graph.SubscribedSkus;
using Microsoft.Kiota.Abstractions;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>Reads <c>/subscribedSkus</c>. The route knows no pages.</summary>
internal sealed class SubscribedSkuReader(GraphServiceClient graph)
{
    /// <summary>The question, for a batch.</summary>
    public RequestInformation Question => graph.SubscribedSkus.ToGetRequestInformation(Query);

    public async Task<IReadOnlyList<SubscribedSku>> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await graph.SubscribedSkus.GetAsync(Query, cancellationToken).ConfigureAwait(false);
        return answer?.Value is { } skus
            ? [.. skus.Select(Convert)]
            : throw new UnexpectedAnswerException("Graph's list of subscribed SKUs has no value");
    }

    private static void Query(RequestConfiguration<SubscribedSkusRequestBuilder.SubscribedSkusRequestBuilderGetQueryParameters> request) =>
        request.QueryParameters.Select =
            ["skuId", "skuPartNumber", "appliesTo", "capabilityStatus", "prepaidUnits", "consumedUnits", "servicePlans"];

    private static SubscribedSku Convert(Microsoft.Graph.Models.SubscribedSku sku) => new(
        sku.SkuId ?? throw new UnexpectedAnswerException("Graph named a subscribed SKU without an id"),
        GraphText.Clean(sku.SkuPartNumber ?? "(no part number)"),
        GraphText.Clean(sku.CapabilityStatus ?? "(not stated)"),
        sku.PrepaidUnits?.Enabled ?? 0,
        sku.PrepaidUnits?.Warning ?? 0,
        sku.ConsumedUnits ?? 0,
        [.. (sku.ServicePlans ?? []).Where(plan => plan.ServicePlanId is not null).Select(plan => new SkuServicePlan(
            plan.ServicePlanId!.Value,
            GraphText.Clean(plan.ServicePlanName ?? ""),
            GraphText.Clean(plan.ProvisioningStatus ?? "(not stated)"),
            GraphText.Clean(plan.AppliesTo ?? "(not stated)")))],
        GraphText.Clean(sku.AppliesTo ?? SubscribedSku.NotStated));
}
