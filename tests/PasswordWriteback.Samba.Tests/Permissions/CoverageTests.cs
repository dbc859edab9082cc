using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>Who can be written back in the seeded forest, and why each other one cannot.</summary>
public sealed class CoverageTests(FreshForest fresh) : GrantTest(fresh)
{
    private async Task<Dictionary<string, UserCoverage>> ScanAsync()
    {
        var users = new Dictionary<string, UserCoverage>(StringComparer.OrdinalIgnoreCase);
        await new CoverageScanner(Connector, TimeProvider.System).ScanAsync(await RequestAsync(), user => users.Add(user.Dn, user), Now);
        return users;
    }

    [Fact]
    public async Task AfterAGrant_StaffAreCovered_AndEveryoneElseHasAReason()
    {
        await GrantAsync((await AssessAsync()).Plan);

        var users = await ScanAsync();

        (CoverageReason, string) Of(string name) => users[Lab.Env.Object(name)] is var user ? (user.Reason, user.Where) : default;
        Assert.All(Lab.Env.ObjectList("staffUsers"), dn => Assert.Equal(CoverageReason.Covered, users[dn].Reason));
        Assert.Equal((CoverageReason.ProtectedByDesign, "Domain Admins"), Of("protectedAdmin"));
        Assert.Equal((CoverageReason.OrphanedAdminCount, ""), Of("orphan"));
        Assert.All(
            Lab.Env.ObjectList("partnerUsers"),
            dn => Assert.Equal((CoverageReason.InheritanceBlocked, Lab.Env.Object("partnersOu")), (users[dn].Reason, users[dn].Where)));
        Assert.Equal(CoverageReason.InetOrgPersonWithoutAces, Of("inetOrgPerson").Item1);
        Assert.Equal((CoverageReason.DeniedByAce, "Everyone may not use Change Password on this object only"), Of("cannotChangePassword"));
        Assert.False(users[Lab.Env.Object("disabledUser")].Enabled);
    }

    [Fact]
    public async Task TheBlastRadius_NamesServiceAccounts_AndWhoeverMayChangeTheHeadsDacl()
    {
        Settings = Settings with { AcceptedPrivilegedAccounts = [] };

        var result = await AssessAsync();

        Assert.Equal(
            ["delegate", "svc-sql", "svc-web"],
            result.BlastRadiusDetail.Accounts.Select(account => account.SamAccountName).Order(StringComparer.Ordinal));
        Assert.Equal(3, result.BlastRadius.Unaccepted);
        Assert.Contains(result.Plan.Refusals, refusal => refusal.Code == "BLR001");
    }

    [Theory]
    [InlineData("relay", true)]
    [InlineData("reader", false)]
    public async Task FineGrainedPolicies_AreKnown_OnlyToWhoeverMaySeeThem(string account, bool known)
    {
        As(account);

        var policy = Assert.Single(await new PasswordPolicyReader(Connector).ReadAsync((await RequestAsync()).Forest, Now));

        Assert.Equal((TimeSpan.FromDays(1), 7, 24), (policy.MinimumAge, policy.MinimumLength, policy.History));
        Assert.Equal(known, policy.FineGrained.IsKnown);
        Assert.Equal(known ? 1 : null, policy.FineGrained.Value?.Count);
    }
}
