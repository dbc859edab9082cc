namespace PasswordWriteback.Core.Licensing;

/// <summary>A product that the tenant subscribes to: Graph's <c>subscribedSku</c>, as far as licences are judged by it.</summary>
/// <param name="SkuId">Id of the product.</param>
/// <param name="SkuPartNumber">Its part number; for display only.</param>
/// <param name="CapabilityStatus">
/// <c>Enabled</c>, <c>Warning</c> (lapsed, in the grace period), <c>Suspended</c>, <c>Deleted</c> or <c>LockedOut</c>.
/// </param>
/// <param name="EnabledUnits">Licences that are paid for (<c>prepaidUnits.enabled</c>).</param>
/// <param name="WarningUnits">Licences in the grace period (<c>prepaidUnits.warning</c>).</param>
/// <param name="ConsumedUnits">Licences that are assigned.</param>
/// <param name="ServicePlans">What the product is made of.</param>
/// <param name="AppliesTo"><c>User</c> (assigned to people) or <c>Company</c> (the whole tenant).</param>
public sealed record SubscribedSku(
    Guid SkuId,
    string SkuPartNumber,
    string CapabilityStatus,
    int EnabledUnits,
    int WarningUnits,
    int ConsumedUnits,
    IReadOnlyList<SkuServicePlan> ServicePlans,
    string AppliesTo = SubscribedSku.NotStated)
{
    /// <summary>What stands where Graph does not say.</summary>
    public const string NotStated = "(not stated)";
}

/// <summary>A service plan inside a product: Graph's <c>servicePlanInfo</c>.</summary>
/// <param name="ServicePlanId">Id of the service plan.</param>
/// <param name="ServicePlanName">Its name; for display only.</param>
/// <param name="ProvisioningStatus">
/// <c>Success</c>, <c>Disabled</c>, <c>PendingInput</c>, <c>PendingActivation</c> or <c>PendingProvisioning</c>.
/// </param>
/// <param name="AppliesTo"><c>User</c> (assigned to people) or <c>Company</c> (the whole tenant).</param>
public sealed record SkuServicePlan(Guid ServicePlanId, string ServicePlanName, string ProvisioningStatus, string AppliesTo);
