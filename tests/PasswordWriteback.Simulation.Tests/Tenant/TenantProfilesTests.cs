using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

public sealed class TenantProfilesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Create_AccountsOfAForest_AreWhatIsSynchronized()
    {
        SyncedAccount[] accounts =
        [
            new("ben.costa@contoso.example", "Ben Costa"),
            new("anna.egger@contoso.example", "Anna Egger", Enabled: false),
            new("clara.huber@contoso.example", "Clara Huber"),
            new("david.gomes@contoso.example", "David Gomes"),
            new(TenantProfiles.Canary, "Wanda Kanari"),
        ];

        var synced = TenantProfiles.Create(TenantProfiles.E3Hybrid, Now, accounts).Users.Where(user => user.Synced).ToList();

        Assert.Equal(accounts.Select(account => account.UserPrincipalName).Order(), synced.Select(user => user.UserPrincipalName).Order());
        Assert.Equal([TenantProfiles.Canary], synced.Where(user => user.SkuId is not null).Select(user => user.UserPrincipalName));
        Assert.Equal([TenantProfiles.Canary], synced.Where(user => user.InResetGroup).Select(user => user.UserPrincipalName));
        Assert.False(synced.Single(user => user.DisplayName == "Anna Egger").Enabled);
    }

    [Fact]
    public void Create_Twice_MakesTheSameIds() => Assert.Equal(
        TenantProfiles.Create(TenantProfiles.E3Hybrid, Now).Users, TenantProfiles.Create(TenantProfiles.E3Hybrid, Now).Users);

    [Fact]
    public void Create_EveryProfile_HasUniqueIds() => Assert.All(TenantProfiles.Names, profile =>
    {
        var users = TenantProfiles.Create(profile, Now).Users;
        Assert.Equal(users.Length, users.Select(user => user.Id).Distinct().Count());
    });
}
