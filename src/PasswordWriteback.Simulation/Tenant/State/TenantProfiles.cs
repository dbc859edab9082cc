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

    private const string Domain = "contoso.com";
    private const int SyncedUsers = 80;
    private const int WithoutLicence = 3;

    /// <summary>The state of a profile at a given time.</summary>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public static TenantState Create(string profile, DateTimeOffset now) => profile switch
    {
        E3Hybrid => Hybrid(now, Products.Microsoft365E3(100)),
        BusinessStandard => Hybrid(now, Products.BusinessStandard(100)),
        RoomsOnly => Hybrid(now, Products.Office365E3(100), Products.TeamsRoomsPro(5)),
        CloudOnly => WithoutSync(Hybrid(now, Products.Microsoft365E3(100))),
        Forbidden => Hybrid(now, Products.Microsoft365E3(100)) with { GrantedPermissions = [] },
        _ => throw new ArgumentException(
            $"There is no tenant profile '{profile}'. Profiles: {string.Join(", ", Names)}.", nameof(profile)),
    };

    private static TenantState Hybrid(DateTimeOffset now, params SimulatedSku[] skus) => new(
        Id(0),
        "Contoso",
        Domain,
        OnPremisesSyncEnabled: true,
        OnPremisesLastSync: now.AddMinutes(-12),
        [.. skus],
        [.. People(skus[0])],
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

    private static IEnumerable<SimulatedUser> People(SimulatedSku licence)
    {
        yield return Person(1, "admin", "Ada Administrator", licence) with { Synced = false, IsAdmin = true };
        yield return Person(2, "breakglass", "Emergency Access", licence) with { Synced = false, IsAdmin = true, SkuId = null };
        yield return Person(3, "partner", "Parker Partner", licence) with { Synced = false, IsGuest = true, SkuId = null };
        yield return Person(4, "canary", "Canary", licence) with { InResetGroup = true };
        for (var number = 1; number < SyncedUsers; number++)
        {
            var user = Person(100 + number, $"user{number:00}", $"User {number:00}", licence);
            yield return number > SyncedUsers - 1 - WithoutLicence ? user with { SkuId = null } : user;
        }

        for (var number = 1; number <= 4; number++)
        {
            yield return Person(500 + number, $"former{number}", $"Former {number}", licence) with { Enabled = false, SkuId = null };
        }
    }

    private static SimulatedUser Person(int number, string name, string displayName, SimulatedSku licence) =>
        new(Id(number), $"{name}@{Domain}", displayName, SkuId: licence.SkuId);

    private static Guid Id(int number) => new($"7e57c0de-0000-4000-8000-{number:D12}");
}
