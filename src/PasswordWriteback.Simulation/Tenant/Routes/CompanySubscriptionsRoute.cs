using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/directory/subscriptions</c>: what was bought.</summary>
internal sealed class CompanySubscriptionsRoute : IGraphRoute
{
    public string Path => "/directory/subscriptions";

    public IReadOnlyCollection<string> Permissions =>
        ["Organization.Read.All", "Directory.Read.All", "Organization.ReadWrite.All", "Directory.ReadWrite.All"];

    public IResult Answer(GraphRequest request) => request.Collection(
        "directory/subscriptions",
        from bought in request.State.Subscriptions
        join sku in request.State.Skus on bought.SkuId equals sku.SkuId
        select new JsonObject
        {
            ["id"] = bought.Id.ToString(),
            ["commerceSubscriptionId"] = bought.Id.ToString(),
            ["createdDateTime"] = "2025-12-01T00:00:00Z",
            ["isTrial"] = bought.IsTrial,
            ["nextLifecycleDateTime"] = bought.NextState?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["ownerId"] = null,
            ["ownerTenantId"] = null,
            ["ownerType"] = "User",
            ["serviceStatus"] = new JsonArray([.. sku.Plans.Select(plan => (JsonNode)new JsonObject
            {
                ["appliesTo"] = sku.AppliesTo,
                ["provisioningStatus"] = plan.ProvisioningStatus,
                ["servicePlanId"] = plan.Id.ToString(),
                ["servicePlanName"] = plan.Name,
            })]),
            ["skuId"] = sku.SkuId.ToString(),
            ["skuPartNumber"] = sku.PartNumber,
            ["status"] = sku.CapabilityStatus,
            ["totalLicenses"] = sku.Units,
        });
}
