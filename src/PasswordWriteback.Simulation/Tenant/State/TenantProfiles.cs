using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Simulation.Tenant.State;

/// <summary>
/// Tenants to start with. All are Contoso; in none has anybody switched on password reset yet. Ids are the same in every
/// process, so reports can be compared.
/// </summary>
public static class TenantProfiles
{
    /// <summary>A hybrid tenant on Microsoft 365 E3: 80 synchronized, enabled users, three of them without a licence.</summary>
    public const string E3Hybrid = "e3-hybrid";

    /// <summary>A hybrid tenant on Business Standard, whose part number says PREMIUM.</summary>
    public const string BusinessStandard = "business-standard";

    /// <summary>A hybrid tenant on Office 365 E3 whose only Entra ID P1 comes with meeting rooms.</summary>
    public const string RoomsOnly = "rooms-only";

    /// <summary>A tenant that never had a directory on-premises.</summary>
    public const string CloudOnly = "cloud-only";

    /// <summary>As <see cref="E3Hybrid"/>, but nobody has consented to any permission.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The names of all profiles.</summary>
    public static IReadOnlyList<string> Names { get; } = [E3Hybrid, BusinessStandard, RoomsOnly, CloudOnly, Forbidden];

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
        return profile switch
        {
            E3Hybrid => Hybrid(now, accounts, Products.Microsoft365E3(100)),
            BusinessStandard => Hybrid(now, accounts, Products.BusinessStandard(100)),
            RoomsOnly => Hybrid(now, accounts, Products.Office365E3(100), Products.TeamsRoomsPro(5)),
            CloudOnly => WithoutSync(Hybrid(now, accounts, Products.Microsoft365E3(100))),
            Forbidden => Hybrid(now, accounts, Products.Microsoft365E3(100)) with { GrantedPermissions = [] },
            _ => throw new ArgumentException(
                $"There is no tenant profile '{profile}'. Profiles: {string.Join(", ", Names)}.", nameof(profile)),
        };
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
        Audits: []);

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
