using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/subscribedSkus</c>: every product, <c>$select</c> only.</summary>
internal sealed class SubscribedSkusRoute : IGraphRoute
{
    public string Path => "/subscribedSkus";

    public IReadOnlyCollection<string> Permissions =>
    [
        "LicenseAssignment.Read.All", "Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    ];

    public int ResourceUnits => 3;

    public IResult Answer(GraphRequest request) => request.Query("$filter") is null
        ? request.Collection("subscribedSkus", request.State.Skus.Select(sku => Entity(sku, request.State)))
        : GraphError.BadRequest("$filter is not supported on subscribedSkus.");

    private static JsonObject Entity(SimulatedSku sku, TenantState state) => new()
    {
        ["id"] = $"{state.TenantId}_{sku.SkuId}",
        ["accountId"] = state.TenantId.ToString(),
        ["accountName"] = state.DisplayName,
        ["appliesTo"] = sku.AppliesTo,
        ["capabilityStatus"] = sku.CapabilityStatus,
        ["consumedUnits"] = state.Users.Count(user => user.SkuId == sku.SkuId) + (state.Crowd is { } crowd && crowd.Like.SkuId == sku.SkuId ? crowd.Count : 0),
        ["prepaidUnits"] = new JsonObject
        {
            ["enabled"] = Units(sku, "Enabled"),
            ["suspended"] = Units(sku, "Suspended"),
            ["warning"] = Units(sku, "Warning"),
            ["lockedOut"] = Units(sku, "LockedOut"),
        },
        ["skuId"] = sku.SkuId.ToString(),
        ["skuPartNumber"] = sku.PartNumber,
        ["subscriptionIds"] = new JsonArray([.. state.Subscriptions.Where(bought => bought.SkuId == sku.SkuId).Select(bought => (JsonNode)bought.Id.ToString())]),
        ["servicePlans"] = new JsonArray([.. sku.Plans.Select(plan => (JsonNode)new JsonObject
        {
            ["servicePlanId"] = plan.Id.ToString(),
            ["servicePlanName"] = plan.Name,
            ["provisioningStatus"] = plan.ProvisioningStatus,
            ["appliesTo"] = sku.AppliesTo,
        })]),
    };

    private static int Units(SimulatedSku sku, string status) => sku.CapabilityStatus == status ? sku.Units : 0;
}
