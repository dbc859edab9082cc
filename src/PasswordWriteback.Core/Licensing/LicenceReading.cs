using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Core.Licensing;

/// <summary>What Microsoft Graph says about the tenant's licences. Each part is known or unknown by itself.</summary>
/// <param name="Skus">The products the tenant subscribes to.</param>
/// <param name="SyncedEnabledUsers">Users that are synchronized from Active Directory and enabled.</param>
/// <param name="SyncedEnabledUsersLicensed">Of them, those with an Entra ID P1 or P2 plan that is enabled or in its grace period.</param>
/// <param name="Subscriptions">What was bought, and when it ends; null in readings of builds that did not ask.</param>
/// <param name="Group">The group that both counts are of; null: the whole tenant.</param>
/// <param name="Cost">What the reading cost; null in readings of builds that did not count.</param>
public sealed record LicenceReading(
    Reading<IReadOnlyList<SubscribedSku>> Skus,
    Reading<int> SyncedEnabledUsers,
    Reading<int> SyncedEnabledUsersLicensed,
    Reading<IReadOnlyList<CompanySubscription>>? Subscriptions = null,
    Guid? Group = null,
    GraphCost? Cost = null);
