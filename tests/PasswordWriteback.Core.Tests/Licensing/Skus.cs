using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

/// <summary>Products for tests.</summary>
internal static class Skus
{
    public static readonly SubscribedSku E3 = Of("05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", ServicePlans.EntraIdP1);

    public static readonly SubscribedSku Office365E3 = Of("6fd2c87f-b296-42f0-b197-1e91e994b900", "ENTERPRISEPACK");

    public static readonly SubscribedSku BusinessStandard = Of("f245ecc8-75af-4f8e-b61f-27d8114de5f3", "O365_BUSINESS_PREMIUM");

    public static readonly SubscribedSku TeamsRooms = Of("4cde982a-ede4-4409-9ae6-b003453c8ea6", "Microsoft_Teams_Rooms_Pro", ServicePlans.EntraIdP1);

    public static SubscribedSku Of(string skuId, string partNumber, params Guid[] plans) => new(
        new Guid(skuId),
        partNumber,
        "Enabled",
        EnabledUnits: 100,
        WarningUnits: 0,
        ConsumedUnits: 90,
        [.. plans.Select(plan => new SkuServicePlan(plan, "plan", "Success", "User"))]);

    public static SubscribedSku WithPlanStatus(this SubscribedSku sku, string provisioningStatus) =>
        sku with { ServicePlans = [.. sku.ServicePlans.Select(plan => plan with { ProvisioningStatus = provisioningStatus })] };

    public static Reading<IReadOnlyList<SubscribedSku>> Known(params SubscribedSku[] skus) =>
        Reading.Known<IReadOnlyList<SubscribedSku>>(skus);
}
