namespace PasswordWriteback.Core.Licensing;

/// <summary>How a product stands to password writeback, least to most.</summary>
public enum SkuStandingKind
{
    /// <summary>It holds neither Entra ID P1 nor P2.</summary>
    HoldsNoPlan,

    /// <summary>It holds one, but licenses meeting rooms or shared devices, not people.</summary>
    ForDevices,

    /// <summary>It holds one that belongs to the tenant as a whole and cannot be assigned to people.</summary>
    NotForUsers,

    /// <summary>It holds one that is out of service: subscription suspended, locked out or deleted, or the plan disabled.</summary>
    OutOfService,

    /// <summary>It holds one that waits to be activated or provisioned.</summary>
    Pending,

    /// <summary>It carries password writeback.</summary>
    Qualifies,
}

/// <summary>The judgement of one product.</summary>
/// <param name="Name">The product's name.</param>
/// <param name="Kind">How it stands.</param>
/// <param name="InGrace">Whether the subscription has lapsed and is in its grace period.</param>
/// <param name="Reason">Why it does not qualify; null when it does, or when nothing is known but that it holds no plan.</param>
public sealed record SkuStanding(string Name, SkuStandingKind Kind, bool InGrace, string? Reason)
{
    private const string Company = "Company";

    /// <summary>Judges a product by its service plans, its subscription and what it licenses.</summary>
    public static SkuStanding Of(SubscribedSku sku)
    {
        ArgumentNullException.ThrowIfNull(sku);
        var name = SkuCatalogue.NameOf(sku);
        var plans = sku.ServicePlans.Where(plan => ServicePlans.CarriesWriteback(plan.ServicePlanId)).ToList();
        if (plans.Count == 0)
        {
            return new SkuStanding(name, SkuStandingKind.HoldsNoPlan, InGrace: false, NonQualifyingPlans.ReasonFor(sku));
        }

        if (SkuCatalogue.IsForDevices(sku))
        {
            return new SkuStanding(
                name, SkuStandingKind.ForDevices, InGrace: false, "it holds Entra ID P1 for meeting rooms and shared devices, not for people");
        }

        var forPeople = plans.FindAll(plan => plan.AppliesTo != Company);
        if (sku.AppliesTo == Company || forPeople.Count == 0)
        {
            return new SkuStanding(
                name, SkuStandingKind.NotForUsers, InGrace: false, "its Entra ID plan belongs to the tenant as a whole (appliesTo Company), so no person can hold it");
        }

        if (sku.CapabilityStatus is not ("Enabled" or "Warning"))
        {
            return new SkuStanding(
                name, SkuStandingKind.OutOfService, InGrace: false, $"its subscription is {sku.CapabilityStatus}");
        }

        if (forPeople.Exists(plan => plan.ProvisioningStatus == "Success"))
        {
            return new SkuStanding(name, SkuStandingKind.Qualifies, sku.CapabilityStatus == "Warning", Reason: null);
        }

        var pending = forPeople.Find(plan => plan.ProvisioningStatus.StartsWith("Pending", StringComparison.Ordinal));
        return new SkuStanding(
            name,
            pending is null ? SkuStandingKind.OutOfService : SkuStandingKind.Pending,
            InGrace: false,
            $"its Entra ID plan is {(pending ?? forPeople[0]).ProvisioningStatus}");
    }
}
