using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Coverage;

/// <summary>Who controls the head of a domain or AdminSDHolder is privileged; above all where it is every account.</summary>
public sealed class DirectoryControlTests : IDisposable
{
    private const string AdminSdHolder = "CN=AdminSDHolder,CN=System," + DemoForest.RootDn;
    private const string GetChangesAll = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2";

    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData(DemoForest.RootDn, "(A;;WD;;;AU)", "Authenticated Users", "every account may change permissions on " + DemoForest.RootDn)]
    [InlineData(DemoForest.RootDn, "(A;;WDWO;;;WD)", "Everyone", "every account may change permissions and take ownership on " + DemoForest.RootDn)]
    [InlineData(DemoForest.RootDn, "(OA;;CR;" + GetChangesAll + ";;AU)", "Authenticated Users", "Replicating Directory Changes All")]
    [InlineData(DemoForest.RootDn, "(A;;WO;;;S-1-5-2)", "NETWORK", "take ownership")]
    [InlineData(DemoForest.RootDn, "(A;;WD;;;AN)", "ANONYMOUS LOGON", "change permissions")]
    [InlineData(DemoForest.RootDn, "(A;;WD;;;RU)", "Authenticated Users", "change permissions")] // a member of Pre-Windows 2000 Compatible Access
    [InlineData(AdminSdHolder, "(A;;WO;;;S-1-5-15)", "This Organization", "take ownership on " + AdminSdHolder)]
    public async Task ControlOfEveryAccount_IsOneName_AndBlocksThePlan(string dn, string ace, string who, string why)
    {
        await _relay.ForeignAddAsync(dn, ace);

        var result = await _relay.AssessAsync();

        var everybody = Assert.Single(result.BlastRadiusDetail.Accounts, account => account.SamAccountName == who);
        Assert.Equal(["directory-control"], everybody.Categories);
        Assert.Contains(why, Assert.Single(everybody.Reasons), StringComparison.Ordinal);
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);
        var finding = PlanFindings.Judge(DemoForest.RootDomain, result.Plan, result.BlastRadius).Single(item => item.Code == "BLR001");
        Assert.Equal((FindingStatus.NotMet, 1), (finding.Status, (int)finding.Evidence.Facts!["directory-control"]!));
    }

    [Theory]
    [InlineData(DemoForest.RootDn, "(A;;RPLCLORC;;;AU)")]
    [InlineData(DemoForest.RootDn, "(A;;RP;;;WD)")]
    [InlineData(DemoForest.RootDn, "(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;AU)")] // Unexpire Password
    [InlineData(DemoForest.RootDn, "(OA;;CR;280f369c-67c7-438e-ae98-1d46f3c6f541;;AU)")] // Update Password Not Required Bit
    [InlineData(DemoForest.RootDn, "(OA;;CR;05c74c5e-4deb-43b4-bd9f-86664c2a7fd5;;AU)")] // Enable Per User Reversibly Encrypted Password
    [InlineData(DemoForest.RootDn, "(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;ED)")] // Get Changes, domain controllers
    [InlineData(DemoForest.RootDn, "(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;AU)")] // Get Changes gives no secrets
    [InlineData(DemoForest.RootDn, "(A;CIIO;GA;;;CO)")]
    [InlineData(DemoForest.RootDn, "(D;;WDWO;;;WD)")]
    [InlineData(AdminSdHolder, "(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)")] // Change Password
    [InlineData(AdminSdHolder, "(A;;WD;;;PS)")]
    [InlineData(AdminSdHolder, "(A;;GA;;;SY)")]
    public async Task WhatEveryDomainGivesToEverybody_IsNoControl(string dn, string ace)
    {
        await _relay.ForeignAddAsync(dn, ace);

        var result = await _relay.AssessAsync();

        Assert.Empty(result.BlastRadiusDetail.Accounts);
        Assert.Empty(result.Plan.Refusals);
    }

    [Fact]
    public async Task WhoControlsAnotherDomain_IsPrivilegedInItsOwn()
    {
        var group = await SalesTeamAsync();
        await _relay.ForeignAddAsync("DC=emea," + DemoForest.RootDn, $"(A;;WD;;;{group})", DemoForest.ChildPdc);
        Assert.Empty((await _relay.AssessAsync()).BlastRadiusDetail.Accounts); // no scope of that domain: it is not read

        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.ChildScope] };
        var account = Assert.Single((await _relay.AssessAsync()).BlastRadiusDetail.Accounts);

        Assert.Equal("sara.lindt", account.SamAccountName);
        Assert.Equal(["may change permissions on DC=emea," + DemoForest.RootDn], account.Reasons);
    }

    [Fact]
    public async Task ControlOfEveryAccount_CanBeAccepted_ByItsSidAlone()
    {
        await _relay.ForeignAddAsync(DemoForest.RootDn, "(A;;WD;;;AU)");
        _relay.Settings = _relay.Settings with { AcceptedPrivilegedAccounts = [.. _relay.Settings.AcceptedPrivilegedAccounts, "Authenticated Users"] };
        Assert.Equal(1, (await _relay.AssessAsync()).BlastRadius.Unaccepted);

        _relay.Settings = _relay.Settings with { AcceptedPrivilegedAccounts = [.. _relay.Settings.AcceptedPrivilegedAccounts, "S-1-5-11"] };
        Assert.Empty((await _relay.AssessAsync()).Plan.Refusals);
    }

    [Theory]
    [InlineData("O:{0}D:(A;;RP;;;AU)", true)]
    [InlineData("O:{0}D:(A;;RP;;;OW)", false)]
    [InlineData("O:{0}D:(A;;WD;;;OW)", true)]
    [InlineData("O:DAD:(A;;RP;;;{0})", false)]
    public async Task TheOwner_MayChangePermissions_UnlessAnEntryForOwnersSaysOtherwise(string sddl, bool controls)
    {
        var forest = await _relay.DiscoverAsync();
        var domain = forest.Domains.Single(item => item.Dn == DemoForest.RootDn);
        var owner = domain.RequireSid().Append(4711);
        await using var members = new NestedMembers(forest, _relay.Connector);

        await DirectoryControl.AddAsync(
            members,
            SddlParser.Parse(sddl.Replace("{0}", owner.ToString(), StringComparison.Ordinal).Replace("O:DA", $"O:{domain.Sid}-512", StringComparison.Ordinal)),
            "the head",
            domain,
            ace => ace.Mask.HasFlag(AccessMask.WriteDacl),
            TestContext.Current.CancellationToken);

        Assert.Equal(controls, members.Find("CN=Nobody", owner, primaryGroup: null) is not null);
    }

    private async Task<Sid> SalesTeamAsync()
    {
        const string dn = "CN=Sales Team,OU=Groups," + DemoForest.RootDn;
        await using var connection = await _relay.Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(DemoForest.RootPdc, TestContext.Current.CancellationToken);
        var group = await connection.ReadAsync(dn, TestContext.Current.CancellationToken, "objectSid");
        return Sid.Read(group.GetBytes("objectSid")!);
    }

    [Fact]
    public async Task AnObjectWithoutDacl_IsControlledByEveryone()
    {
        var forest = await _relay.DiscoverAsync();
        await using var members = new NestedMembers(forest, _relay.Connector);

        await DirectoryControl.AddAsync(
            members, SddlParser.Parse("O:SYG:SY"), "the head", forest.Domains[0], _ => false, TestContext.Current.CancellationToken);

        Assert.Equal((WellKnownSids.Everyone, "do everything (there is no DACL) on the head"), (Assert.Single(members.Everybody).Key, members.Everybody.Single().Value));
    }
}
