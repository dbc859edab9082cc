using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>What the connector account can do before and after, as the domain controllers enforce it.</summary>
[Collection(Forests.OfParts)]
public sealed class GrantTakesEffectTests(FreshForest fresh) : GrantTest(fresh)
{
    private const int Done = 0;
    private const int InsufficientAccess = 50;
    private const string NewPassword = "Quartz-Lantern-4821";

    private static readonly string[] Controllers = ["dc1", "dc2"];

    [Fact]
    public async Task RefusedBefore_OnBothDomainControllers_AndDoneAfter_OnBoth()
    {
        var user = Lab.Env.Object("staffUser");
        foreach (var dc in Controllers)
        {
            Assert.Equal(InsufficientAccess, await Lab.ConnectorResetAsync(dc, user));
            Assert.Equal(InsufficientAccess, await Lab.ConnectorAsync(dc, user, "unlock"));
            Assert.Equal(InsufficientAccess, await Lab.ConnectorAsync(dc, user, "set-pwdlastset", "0"));
        }

        Assert.Equal(WriteOutcome.Written, (await GrantAsync((await AssessAsync()).Plan)).Outcome);
        await ReplicatedAsync(Head);

        foreach (var dc in Controllers)
        {
            Assert.Equal(Done, await Lab.ConnectorResetAsync(dc, user));
            Assert.Equal(Done, await Lab.ConnectorAsync(dc, user, "unlock"));
            Assert.Equal(Done, await Lab.ConnectorAsync(dc, user, "set-pwdlastset", "0"));
            Assert.Equal(Done, await Lab.ConnectorAsync(dc, user, "set-pwdlastset", "-1"));
            Assert.Equal(InsufficientAccess, await Lab.ConnectorAsync(dc, user, "write", "description", "more than was granted"));
        }
    }

    [Fact]
    public async Task AfterAReset_ThePasswordIsNotExpired_AndSignsIn()
    {
        var user = Lab.Env.Object("salesUser");
        await GrantAsync((await AssessAsync()).Plan);

        Assert.Equal(Done, await Lab.ConnectorResetAsync("dc1", user, NewPassword));

        await using var connection = await Lab.Connector("administrator").ConnectAsync(Lab.Env.Dc("dc1").Host, Now);
        Assert.NotEqual(0, (await connection.ReadAsync(user, Now, "pwdLastSet")).GetInteger("pwdLastSet"));
        Assert.Equal(Done, await Lab.ConnectorAsync("dc1", user, "sign-in", NewPassword));
    }

    /// <summary>Visibility (MS-ADTS 5.1.3.3.6) is a rule of searches: docs/rights.md.</summary>
    [Fact]
    public async Task AUserThatTheConnectorAccountMayNotSee_IsResetAllTheSame()
    {
        var user = Lab.Env.Object("serviceUser");
        await GrantAsync((await AssessAsync()).Plan);
        await Lab.HardenAsync("compatibility", "unit");
        await using var connection = await Lab.Connector("connector").ConnectAsync(Lab.Env.Dc("dc1").Host, Now);
        var search = new DirectorySearch(DistinguishedName.Parent(user), SearchDepth.Subtree, "(sAMAccountType=805306368)", ["1.1"]);

        Assert.Empty(await connection.ReadAllAsync(search, Now));
        Assert.Equal(Done, await Lab.ConnectorResetAsync("dc1", user));
        Assert.Equal(Done, await Lab.ConnectorAsync("dc1", user, "unlock"));
    }

    [Fact]
    public async Task TheProtectedAdministrator_AndTheBlockedUnit_StayOutOfReach_AsCoverageSays()
    {
        await GrantAsync((await AssessAsync()).Plan);

        Assert.Equal(InsufficientAccess, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("protectedAdmin")));
        Assert.Equal(InsufficientAccess, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("partnerUser")));
        Assert.Equal(InsufficientAccess, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("inetOrgPerson")));
    }

    [Fact]
    public async Task InetOrgPersons_AreReached_WithTheProfileThatNamesThem()
    {
        Settings = Settings with { Profile = PermissionProfile.Entra2025.WithInetOrgPerson() };
        await GrantAsync((await AssessAsync()).Plan);

        Assert.Equal(Done, await Lab.ConnectorResetAsync("dc1", Lab.Env.Object("inetOrgPerson")));
    }

    [Fact]
    public async Task ASecondApply_WritesNothing()
    {
        await GrantAsync((await AssessAsync()).Plan);
        var version = (await StampAsync("dc1", Head)).Version;

        var again = (await AssessAsync()).Plan;
        var result = await GrantAsync(again, "run-2");

        Assert.Empty(again.Targets);
        Assert.Equal(WriteOutcome.NothingToDo, result.Outcome);
        Assert.Equal(version, (await StampAsync("dc1", Head)).Version);
    }
}
