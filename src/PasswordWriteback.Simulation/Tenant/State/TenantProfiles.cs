using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Simulation.Tenant.State;

/// <summary>
/// Tenants to start with. All are Contoso; unless it says so, nobody has switched on password reset yet. Ids are the same in every
/// process, so reports can be compared.
/// </summary>
public static class TenantProfiles
{
    /// <summary>A hybrid tenant on Microsoft 365 E3: 80 synchronized, enabled users, three of them without a licence.</summary>
    public const string E3Hybrid = "e3";

    /// <summary>A hybrid tenant on Business Standard, whose part number says PREMIUM.</summary>
    public const string BusinessStandard = "business-standard";

    /// <summary>A hybrid tenant on Office 365 E3 whose only Entra ID P1 comes with meeting rooms.</summary>
    public const string RoomsOnly = "rooms-only";

    /// <summary>A tenant that never had a directory on-premises.</summary>
    public const string CloudOnly = "cloud-only";

    /// <summary>As <see cref="E3Hybrid"/>, but nobody has consented to any permission.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>A hybrid tenant of the US Government cloud, whose part numbers differ.</summary>
    public const string GccHigh = "gcc-high";

    /// <summary>A school: A3 for faculty, and the students' use benefit.</summary>
    public const string EduA3 = "edu-a3";

    /// <summary>Office 365 E3 with the E5 Security add-on, which holds P2 and not P1.</summary>
    public const string P2Only = "p2-only";

    /// <summary>The one plan has lapsed and is in its grace period for 20 more days.</summary>
    public const string LapsedWarning = "lapsed-warning";

    /// <summary>The one plan is suspended.</summary>
    public const string Suspended = "suspended";

    /// <summary>500,000 synchronized users.</summary>
    public const string Users500K = "500k-users";

    /// <summary>Graph throttles: products once with a time to wait, the counts once without, the authorization policy for good.</summary>
    public const string Throttled = "throttled";

    /// <summary>Scope None: whoever may reset is an administrator, and proves nothing.</summary>
    public const string AdminsOnlyTrue = "admins-only-true";

    /// <summary>Scope All, closed to administrators: whoever may not reset is an administrator.</summary>
    public const string AdminsOnlyFalse = "admins-only-false";

    /// <summary>The report names administrators and guests alone.</summary>
    public const string Guests = "guests";

    /// <summary>Scope All since today; the report is of the day before, and a user has reset since.</summary>
    public const string StaleReport = "stale-report";

    /// <summary>The app holds every permission that apps can hold, the optional ones too; delegated surfaces stay closed.</summary>
    public const string AppOnlyRights = "app-only-rights";

    /// <summary>The names of all profiles.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        E3Hybrid, BusinessStandard, RoomsOnly, GccHigh, EduA3, P2Only, LapsedWarning, Suspended, Users500K, Throttled, Forbidden, CloudOnly,
        AdminsOnlyTrue, AdminsOnlyFalse, Guests, StaleReport, AppOnlyRights,
    ];

    /// <summary>The default domain of every profile.</summary>
    public const string Domain = "contoso.example";

    /// <summary>The synchronized, licensed, unprivileged user to reset.</summary>
    public const string Canary = $"wanda.kanari@{Domain}";

    private const int SyncedUsers = 80;
    private const int WithoutLicence = 3;

    /// <summary>The state of a profile at a given time.</summary>
    /// <param name="profile">One of <see cref="Names"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="accounts">
    /// What is synchronized, as Entra Connect would find it in a forest; null for 80 enabled and four disabled accounts of its own.
    /// </param>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public static TenantState Create(string profile, DateTimeOffset now, IReadOnlyList<SyncedAccount>? accounts = null)
    {
        accounts ??= [.. OwnAccounts()];
        var e3 = Hybrid(now, accounts, Products.Microsoft365E3(100));
        return profile switch
        {
            E3Hybrid => e3,
            BusinessStandard => Hybrid(now, accounts, Products.BusinessStandard(100)),
            RoomsOnly => Hybrid(now, accounts, Products.Office365E3(100), Products.TeamsRoomsPro(5)),
            GccHigh => Hybrid(now, accounts, Products.Microsoft365E3GccHigh(100)),
            EduA3 => Hybrid(now, accounts, Products.Microsoft365A3StudentBenefit(100), Products.Microsoft365A3Faculty(20)),
            P2Only => Hybrid(now, accounts, Products.Microsoft365E5Security(100), Products.Office365E3(100)),
            LapsedWarning => WithState(e3, "Warning", now.AddDays(20)),
            Suspended => WithState(e3, "Suspended", now.AddDays(60)),
            Users500K => Hybrid(now, accounts, Products.Microsoft365E3(500_000)) with
            {
                Crowd = new SimulatedCrowd(e3.Users.First(user => user is { Synced: true, SkuId: not null }), 500_000 - SyncedUsers),
            },
            Throttled => e3 with
            {
                Faults =
                [
                    new TenantFault("/subscribedSkus", TenantFaultKind.Throttled, Times: 1, RetryAfterSeconds: 2),
                    new TenantFault("/users", TenantFaultKind.Throttled, Times: 2),
                    new TenantFault("/authorizationPolicy", TenantFaultKind.Throttled, RetryAfterSeconds: 60),
                ],
            },
            Forbidden => e3 with { GrantedPermissions = [] },
            CloudOnly => WithoutSync(e3),
            AdminsOnlyTrue => e3,
            AdminsOnlyFalse => Scoped(e3, ResetScope.All) with
            {
                AdministratorsMayReset = false,
                Report = new ReportSource(ResetScope.All, AdministratorsMayReset: false, now.AddHours(-6)),
            },
            Guests => Scoped(e3, ResetScope.All) with { Users = [.. OnlyAdministratorsAndGuests(e3.Users)] },
            StaleReport => e3 with { ResetScope = ResetScope.All, OnPremisesIntegration = true, Report = e3.Report with { MadeAt = now.AddHours(-30) }, Audits = [SelfReset(e3, now.AddHours(-1))] },
            AppOnlyRights => e3 with { GrantedPermissions = e3.GrantedPermissions.Union(["DirectoryRecommendations.Read.All", "GroupMember.Read.All", "Policy.ReadWrite.Authorization"]), Recommendation = "active" },
            _ => throw new ArgumentException(
                $"There is no tenant profile '{profile}'. Profiles: {string.Join(", ", Names)}.", nameof(profile)),
        };
    }

    private static TenantState Scoped(TenantState state, ResetScope scope) => state with { ResetScope = scope, Report = state.Report with { Scope = scope } };

    private static TenantState WithState(TenantState state, string capability, DateTimeOffset next) => state with
    {
        Skus = [.. state.Skus.Select(sku => sku with { CapabilityStatus = capability })],
        Subscriptions = [.. state.Subscriptions.Select(bought => bought with { NextState = next })],
    };

    private static IEnumerable<SimulatedUser> OnlyAdministratorsAndGuests(IEnumerable<SimulatedUser> users) =>
        users.Where(user => user.Enabled).Take(12).Select((user, index) => user with { IsAdmin = index < 4, IsGuest = index >= 4, Synced = index is 2 or 3 });

    private static SimulatedAudit SelfReset(TenantState state, DateTimeOffset at)
    {
        var user = state.Users.First(user => user.Synced);
        return new SimulatedAudit(Id(900), at, "Reset password (self-service)", Succeeded: true, "", user, user.UserPrincipalName);
    }

    private static TenantState Hybrid(DateTimeOffset now, IReadOnlyList<SyncedAccount> accounts, params SimulatedSku[] skus) => new(
        Id(0),
        "Contoso",
        Domain,
        OnPremisesSyncEnabled: true,
        OnPremisesLastSync: now.AddMinutes(-12),
        [.. skus],
        [.. CloudPeople(skus[0].SkuId), .. SyncedPeople(accounts, skus[0].SkuId)],
        [.. GraphPermissions.ForApp.Select(permission => permission.Name)],
        ResetScope.None,
        OnPremisesIntegration: false,
        AdministratorsMayReset: true,
        new ReportSource(ResetScope.None, AdministratorsMayReset: true, now.AddHours(-6)),
        Audits: [])
    {
        Subscriptions = [.. skus.Select((sku, index) => new SimulatedSubscription(Id(800 + index), sku.SkuId, now.AddDays(200 + (30 * index))))],
    };

    private static TenantState WithoutSync(TenantState state) => state with
    {
        OnPremisesSyncEnabled = null,
        OnPremisesLastSync = null,
        Users = [.. state.Users.Select(user => user with { Synced = false })],
    };

    private static IEnumerable<SimulatedUser> CloudPeople(Guid licence) =>
    [
        new(Id(1), $"admin@{Domain}", "Ada Administrator", Synced: false, IsAdmin: true, SkuId: licence),
        new(Id(2), $"breakglass@{Domain}", "Emergency Access", Synced: false, IsAdmin: true),
        new(Id(3), $"partner@{Domain}", "Parker Partner", Synced: false, IsGuest: true),
    ];

    /// <summary>All enabled accounts are licensed but the last three; the canary is in the group that may reset.</summary>
    private static IEnumerable<SimulatedUser> SyncedPeople(IReadOnlyList<SyncedAccount> accounts, Guid licence)
    {
        var licensed = accounts.Count(account => account.Enabled) - WithoutLicence;
        foreach (var (index, account) in accounts.OrderByDescending(IsCanary).Index())
        {
            yield return new SimulatedUser(
                Id(100 + index),
                account.UserPrincipalName,
                account.DisplayName,
                account.Enabled,
                InResetGroup: IsCanary(account),
                SkuId: account.Enabled && licensed-- > 0 ? licence : null);
        }
    }

    private static bool IsCanary(SyncedAccount account) =>
        string.Equals(account.UserPrincipalName, Canary, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<SyncedAccount> OwnAccounts() =>
    [
        new(Canary, "Wanda Kanari"),
        .. Enumerable.Range(1, SyncedUsers - 1).Select(number => new SyncedAccount($"user{number:00}@{Domain}", $"User {number:00}")),
        .. Enumerable.Range(1, 4).Select(number => new SyncedAccount($"former{number}@{Domain}", $"Former {number}", Enabled: false)),
    ];

    private static Guid Id(int number) => new($"7e57c0de-0000-4000-8000-{number:D12}");
}

/// <summary>An account that Entra Connect synchronizes.</summary>
/// <param name="UserPrincipalName">Its user principal name.</param>
/// <param name="DisplayName">Its display name.</param>
/// <param name="Enabled">Whether it is enabled.</param>
public sealed record SyncedAccount(string UserPrincipalName, string DisplayName, bool Enabled = true);
