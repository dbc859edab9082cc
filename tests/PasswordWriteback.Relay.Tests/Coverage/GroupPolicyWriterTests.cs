using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Coverage;

/// <summary>Whoever writes the Group Policies of the domain controllers is privileged: Sara Lindt, through the group Sales Team.</summary>
public sealed class GroupPolicyWriterTests : IDisposable
{
    private const string Category = "group-policy-writer";
    private const string Policies = "CN=Policies,CN=System," + DemoForest.RootDn;
    private const string AtHead = "CN={31B2F340-016D-11D2-945F-00C04FB984F9}," + Policies;
    private const string NotThere = "CN={00000000-0000-0000-0000-000000000001}," + Policies;
    private const string Unit = "OU=Domain Controllers," + DemoForest.RootDn;
    private const string FilesPath = "f30e3bc1-9ff0-11d1-b603-0000f80367c1";
    private const string Version = "bf967a76-0de6-11d0-a285-00aa003049e2";
    private const string Links = "f30e3bbe-9ff0-11d1-b603-0000f80367c1";
    private const string Options = "f30e3bbf-9ff0-11d1-b603-0000f80367c1";

    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Theory]
    [InlineData("(A;;GA;;;{0})", "do everything")]
    [InlineData("(A;;GW;;;{0})", "write all properties")]
    [InlineData("(A;;WD;;;{0})", "change permissions")]
    [InlineData("(A;;WO;;;{0})", "take ownership")]
    [InlineData("(A;;WP;;;{0})", "write all properties")]
    [InlineData("(OA;;WP;" + FilesPath + ";;{0})", "write gPCFileSysPath")]
    [InlineData("(OA;;WP;" + Version + ";;{0})", "write versionNumber")]
    public async Task AWriterOfAPolicyAtTheHead_BlocksThePlan_UntilAcceptedByName(string ace, string right)
    {
        await GrantAsync(AtHead, ace);

        var result = await _relay.AssessAsync();

        var writer = Assert.Single(result.BlastRadiusDetail.Accounts);
        Assert.Equal(("sara.lindt", Category), (writer.SamAccountName, Assert.Single(writer.Categories)));
        Assert.Contains(right, Assert.Single(writer.Reasons), StringComparison.Ordinal);
        Assert.Contains("'Default Domain Policy'", writer.Reasons[0], StringComparison.Ordinal);
        Assert.Equal((Category, 1, 0), (result.BlastRadius.Privileged[0].Name, Assert.Single(result.BlastRadius.Privileged).Count, result.BlastRadius.Privileged[0].Accepted));
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);

        _relay.Settings = _relay.Settings with { AcceptedPrivilegedAccounts = [.. _relay.Settings.AcceptedPrivilegedAccounts, "sara.lindt"] };
        var accepted = await _relay.AssessAsync();
        Assert.Equal((0, 1), (accepted.BlastRadius.Unaccepted, Assert.Single(accepted.BlastRadius.Privileged).Accepted));
        Assert.Empty(accepted.Plan.Refusals);
    }

    [Theory]
    [InlineData("(A;;RPLCLORC;;;{0})")]
    [InlineData("(A;CIIO;GA;;;{0})")]
    [InlineData("(OA;;WP;" + Options + ";;{0})")]
    [InlineData("(OA;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;{0})")] // Apply Group Policy
    [InlineData("(D;;GA;;;{0})")]
    public async Task WhoMayOnlyReadOrApplyThePolicy_IsNoWriter(string ace)
    {
        await GrantAsync(AtHead, ace);

        await NobodyAsync();
    }

    [Theory]
    [InlineData(DemoForest.RootDn, "(OA;;WP;" + Links + ";;{0})")]
    [InlineData(Unit, "(OA;;WP;" + Links + ";;{0})")]
    [InlineData(Unit, "(A;;WD;;;{0})")]
    public async Task WhoMayLinkAPolicyWhereItReachesTheControllers_IsAWriter(string container, string ace)
    {
        await GrantAsync(container, ace);

        Assert.Equal([Category], Assert.Single((await _relay.AssessAsync()).BlastRadiusDetail.Accounts).Categories);
    }

    [Fact]
    public async Task APolicyLinkedNowhere_DoesNotCount_UntilItIsLinkedAtTheControllers_DisabledOrNot()
    {
        await GrantAsync(AtHead, "(A;;GA;;;{0})");
        _relay.Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "gPLink", [" "]);

        await NobodyAsync();
        _relay.Forest.Modify(DemoForest.RootPdc, Unit, "gPLink", [$"[LDAP://{AtHead};1]"]);

        Assert.Equal([Category], Assert.Single((await _relay.AssessAsync()).BlastRadiusDetail.Accounts).Categories);
    }

    [Fact]
    public async Task APolicyWhoseDescriptorIsNotShown_MakesTheBlastRadiusUnknown()
    {
        _relay.Connector.Closed.Add(AtHead);

        await UnknownAsync(AtHead);
    }

    [Fact]
    public async Task ALinkToAPolicyThatDoesNotExist_IsLeftOut_ForAReaderWhoMayListThePolicies()
    {
        _relay.Forest.Modify(DemoForest.RootPdc, Unit, "gPLink", [$"[LDAP://{NotThere};0]"]);

        var result = await _relay.AssessAsync();

        Assert.Null(result.BlastRadius.UnknownReason);
        Assert.Empty(result.Plan.Refusals);
        Assert.Contains(NotThere, Assert.Single(result.BlastRadius.Notes!), StringComparison.Ordinal);
        var finding = PlanFindings.Judge(DemoForest.RootDomain, result.Plan, result.BlastRadius).Single(item => item.Code == "BLR001");
        Assert.Equal(FindingStatus.Met, finding.Status);
        Assert.Contains(NotThere, finding.Evidence.Facts!["notes"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALinkToAPolicyThatMayBeHidden_MakesTheBlastRadiusUnknown()
    {
        _relay.Forest.Modify(DemoForest.RootPdc, Unit, "gPLink", [$"[LDAP://{NotThere};0]"]);
        await _relay.ForeignAddAsync(Policies, "(D;;LC;;;AU)");

        await UnknownAsync($"{NotThere}, linked at {DemoForest.RootDn} or at its domain controllers, is not known: it is not found, and this identity may not list");
    }

    [Fact]
    public async Task ALinkToAPolicyThatMayBeHidden_BecauseTheContainerHidesItsPermissions_MakesTheBlastRadiusUnknown()
    {
        _relay.Forest.Modify(DemoForest.RootPdc, Unit, "gPLink", [$"[LDAP://{NotThere};0]"]);
        _relay.Connector.Closed.Add(Policies);

        await UnknownAsync(NotThere);
    }

    [Fact]
    public async Task APolicyThatIsThereAndShowsNothing_IsNoAbsentOne()
    {
        await _relay.ForeignAddAsync(AtHead, "(D;;RPRC;;;AU)");

        await UnknownAsync(AtHead);
    }

    [Fact]
    public async Task DamagedLinks_MakeTheBlastRadiusUnknown()
    {
        _relay.Forest.Modify(DemoForest.RootPdc, Unit, "gPLink", [$"[LDAP://{AtHead};0"]);

        await UnknownAsync($"Which Group Policies are linked at {Unit} is not known: gPLink cannot be read");
    }

    [Fact]
    public async Task AControllersUnitWhoseDescriptorIsNotShown_MakesTheBlastRadiusUnknown()
    {
        var request = await _relay.RequestAsync(); // does not look for the account without the unit
        _relay.Connector.Closed.Add(Unit);

        var result = await new PermissionAssessor(_relay.Connector, _relay.Plans, _relay.Clock).AssessAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains($"Who may link Group Policies at {Unit}", result.BlastRadius.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APolicyThatEverySignedInAccountMayWrite_IsOneNameForAllOfThem()
    {
        await _relay.ForeignAddAsync(AtHead, "(A;;WP;;;AU)");

        var result = await _relay.AssessAsync();

        var everybody = Assert.Single(result.BlastRadiusDetail.Accounts);
        Assert.Equal(("Authenticated Users", Category), (everybody.SamAccountName, Assert.Single(everybody.Categories)));
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);
    }

    private async Task NobodyAsync()
    {
        var result = await _relay.AssessAsync();
        Assert.Empty(result.BlastRadiusDetail.Accounts);
        Assert.Null(result.BlastRadius.UnknownReason);
        Assert.Empty(result.Plan.Refusals);
    }

    private async Task UnknownAsync(string what)
    {
        var result = await _relay.AssessAsync();
        Assert.Contains(what, result.BlastRadius.UnknownReason, StringComparison.Ordinal);
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);
    }

    private async Task GrantAsync(string dn, string ace)
    {
        await using var connection = await _relay.Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(DemoForest.RootPdc, TestContext.Current.CancellationToken);
        var group = await connection.ReadAsync("CN=Sales Team,OU=Groups," + DemoForest.RootDn, TestContext.Current.CancellationToken, "objectSid");
        await _relay.ForeignAddAsync(dn, string.Format(CultureInfo.InvariantCulture, ace, Sid.Read(group.GetBytes("objectSid")!)));
    }
}
