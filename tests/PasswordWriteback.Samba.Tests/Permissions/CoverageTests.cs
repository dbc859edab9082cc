using System.Text;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Permissions;

/// <summary>Who can be written back in the seeded forest, and why each other one cannot.</summary>
[Collection(Forests.OfParts)]
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

    [Fact]
    public async Task TheDefaultScope_IsWhatEntraConnectSynchronizes_WithoutContainersThatSurelyHoldNoUsers()
    {
        Settings = Settings with { Scopes = [], DomainWide = false };
        var computers = $"CN=Computers,{Head}";
        var controllers = $"OU=Domain Controllers,{Head}";

        var result = await AssessAsync(await SynchronizingAsync(computers, Lab.Env.Object("staffOu"), controllers, Lab.Env.Object("serviceOu")));

        Assert.Equal([Lab.Env.Object("staffOu"), Lab.Env.Object("serviceOu")], result.Selected);
        Assert.Equal([computers, controllers], result.Plan.LeftOut!.Select(container => container.Dn));
        Assert.DoesNotContain(result.Plan.Targets, target => target.Dn == computers || target.Dn == controllers);
        Assert.Empty(result.Plan.Refusals);
        Assert.Equal("PER019", Assert.Single((await AssessAsync(await SynchronizingAsync(controllers))).Plan.Refusals).Code);

        // Whoever may list nothing in the unit finds nobody there, and leaves it in.
        var request = await SynchronizingAsync(computers, Lab.Env.Object("serviceOu"));
        await Lab.HardenAsync("compatibility", "unit");
        As("reader");
        await using (var connection = await Connector.ConnectAsync(Lab.Env.Dc("dc1").Host, Now))
        {
            Assert.Empty(await connection.ReadAllAsync(new DirectorySearch(Lab.Env.Object("serviceOu"), SearchDepth.Subtree, "(sAMAccountType=805306368)", ["1.1"]), Now));
        }

        var blind = await AssessAsync(request);
        Assert.Equal([Lab.Env.Object("serviceOu")], blind.Selected);
        Assert.Equal([computers], blind.Plan.LeftOut!.Select(container => container.Dn));
    }

    private async Task<AssessmentRequest> SynchronizingAsync(params IReadOnlyList<string> containers)
    {
        var request = await RequestAsync();
        var connector = new DirectoryConnector(Lab.Env.Domain, request.AccountName, containers, [], LastUsedController: null);
        var connect = new ConnectReading("SYNC1", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, TenantId: null, [connector], new Dictionary<string, string>());
        return request with { Connect = connect };
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

    [Fact]
    public async Task AfterAGrant_EachOperation_AnswersByItself()
    {
        await GrantAsync((await AssessAsync()).Plan);

        var users = await ScanAsync();

        UserOperations Of(string name) => users[Lab.Env.Object(name)].Operations;
        Assert.All(Lab.Env.ObjectList("staffUsers"), dn =>
        {
            Assert.Equal((OperationVerdict.Can, CoverageReason.Covered), (users[dn].Operations.Unlock.Verdict, users[dn].Operations.Unlock.Reason));
            Assert.Contains(users[dn].Operations.SelfReset.Condition, (CoverageCondition?[])[null, CoverageCondition.MinimumAge]);
        });
        Assert.Equal((OperationVerdict.Cannot, CoverageReason.DeniedByAce), (Of("cannotChangePassword").Change.Verdict, Of("cannotChangePassword").Change.Reason));
        Assert.Equal(CoverageReason.Covered, Of("cannotChangePassword").SelfReset.Reason);
        Assert.Equal((OperationVerdict.Cannot, CoverageReason.ProtectedByDesign), (Of("protectedAdmin").SelfReset.Verdict, Of("protectedAdmin").SelfReset.Reason));
        Assert.Equal(CoverageCondition.Disabled, Of("disabledUser").AdministratorReset.Condition);

        // Its password settings object has no minimum age: msDS-ResultantPSO says that it holds.
        Assert.Equal(OperationVerdict.Can, Of("psoUser").SelfReset.Verdict);
    }

    [Fact]
    public async Task TheWinningGroupPolicy_IsReadFromTheLinksAndTheFiles_AndItsDisagreementWithTheHeadIsSeen()
    {
        const string defaultDomainPolicy = "{31B2F340-016D-11D2-945F-00C04FB984F9}";
        var sysvol = Lab.Env.Dc("dc1").Sysvol;
        var policy = Path.Combine(sysvol, Lab.Env.Domain, "Policies", defaultDomainPolicy);
        var template = Path.Combine(policy, "MACHINE", "Microsoft", "Windows NT", "SecEdit", "GptTmpl.inf");
        Directory.CreateDirectory(Path.GetDirectoryName(template)!);
        await File.WriteAllBytesAsync(
            template, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("[Unicode]\r\nUnicode=yes\r\n[System Access]\r\nMinimumPasswordAge = 1\r\nMinimumPasswordLength = 12\r\n")], Now);
        try
        {
            // Samba makes the policy with version 0, which no computer applies.
            var untouched = await GroupPoliciesAsync(sysvol);
            Assert.Empty(untouched.GroupPolicy!.Value!.Applied);
            Assert.Contains("off or empty", Assert.Single(untouched.GroupPolicy.Value.LeftOut), StringComparison.Ordinal);

            await Lab.SetPolicyVersionAsync(defaultDomainPolicy, 3);
            var behind = await GroupPoliciesAsync(sysvol);
            Assert.Contains("the files have 0", behind.GroupPolicy!.Value!.Find(PasswordSetting.MinimumPasswordAge)!.UnknownReason, StringComparison.Ordinal);

            await File.WriteAllTextAsync(Path.Combine(policy, "GPT.INI"), "[General]\r\nVersion=3\r\n", Now);
            var read = await GroupPoliciesAsync(sysvol);
            Assert.Equal(new WinningSetting(PasswordSetting.MinimumPasswordAge, "Default Domain Policy", 1, null), read.GroupPolicy!.Value!.Find(PasswordSetting.MinimumPasswordAge));
            Assert.Equal(
                new PolicyDisagreement(PasswordSetting.MinimumPasswordLength, "Default Domain Policy", Wanted: 12, Enforced: 7),
                Assert.Single(PolicyDisagreement.Of(read)));
        }
        finally
        {
            File.Delete(template);
        }
    }

    private async Task<DomainPasswordPolicy> GroupPoliciesAsync(string sysvol) =>
        Assert.Single(await new PasswordPolicyReader(Connector, new SysvolFolder(sysvol, isWindows: false)).ReadAsync((await RequestAsync()).Forest, Now));
}
