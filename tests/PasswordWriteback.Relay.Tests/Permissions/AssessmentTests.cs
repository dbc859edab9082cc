using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

public sealed class AssessmentTests : IDisposable
{
    private readonly DemoRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task BeforeAGrant_TheFourUserRightsAreJudged_AndThePlanAddsWhatIsMissing()
    {
        var result = await _relay.AssessAsync();

        var staff = result.Scopes.Single(scope => scope.Dn == DemoForest.RootScope);
        Assert.Equal(
            [RightState.Missing, RightState.EffectiveThroughOther, RightState.Missing, RightState.Missing], staff.Rights.Select(right => right.State));
        Assert.Contains("Everyone may use Change Password", staff.Rights[1].Explanation, StringComparison.Ordinal);
        var target = Assert.Single(result.Plan.Targets);
        Assert.Equal((DemoForest.RootScope, DemoForest.RootPdc), (target.Dn, target.Server));
        Assert.Equal(3, target.Aces.Count);
        Assert.Empty(result.Plan.Refusals);
        Assert.Equal(DemoForest.ConnectorAccount, result.Plan.Account);
        Assert.InRange(target.ObjectsBelow!.Value, 40, 100);
    }

    [Fact]
    public async Task UnexpirePassword_OnAHardenedHead_IsMissing_AndOnlyPlannedForTheWholeDomain()
    {
        using var relay = new DemoRelay(new DemoForestOptions { HardenedHead = true });

        var narrow = await relay.AssessAsync();
        relay.Settings = relay.Settings with { DomainWide = true };
        var wide = await relay.AssessAsync();

        var head = narrow.Scopes.Single(scope => scope.IsDomainHead);
        Assert.Equal((WritebackRight.UnexpirePassword, RightState.Missing), (Assert.Single(head.Rights).Right, head.Rights[0].State));
        Assert.DoesNotContain(narrow.Plan.Targets, target => target.Dn == DemoRelay.Head);
        Assert.Equal(WritebackRight.UnexpirePassword, Assert.Single(wide.Plan.Targets.Single(target => target.Dn == DemoRelay.Head).Aces).Right);
    }

    [Fact]
    public async Task UnexpirePassword_OnANewDomainsHead_IsEffectiveThroughAuthenticatedUsers()
    {
        var head = (await _relay.AssessAsync()).Scopes.Single(scope => scope.IsDomainHead);

        Assert.Equal(RightState.EffectiveThroughOther, Assert.Single(head.Rights).State);
        Assert.Contains("Authenticated Users", head.Rights[0].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePlan_IsInTheStore_AndTheSameDirectoryGivesTheSameHash()
    {
        var first = await _relay.AssessAsync();
        var second = await _relay.AssessAsync();

        Assert.Equal(first.Plan.Hash, second.Plan.Hash);
        Assert.Equal(first.Plan.Hash, _relay.Plans.Find(first.Plan.Hash)!.Hash);
    }

    [Fact]
    public async Task NestedScopes_AreGrantedOnce_UnlessInheritanceIsBlockedInBetween()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, "OU=Sales," + DemoForest.RootScope, DemoForest.BlockedUnit] };

        var plan = (await _relay.AssessAsync()).Plan;

        Assert.Equal([DemoForest.BlockedUnit, DemoForest.RootScope], plan.Targets.Select(target => target.Dn));
    }

    [Fact]
    public async Task NoScopeNamed_JudgesEveryHead_AndRefusesToWriteThere()
    {
        _relay.Settings = new PermissionSettings();

        var result = await _relay.AssessAsync();

        Assert.Equal(2, result.Scopes.Count(scope => scope.IsDomainHead));
        Assert.Contains(result.Plan.Refusals, refusal => refusal.Target == DemoRelay.Head && refusal.Remedy.Contains("--domain-wide", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AScopeThatDoesNotExist_IsOneSentence_AndNoPlan()
    {
        _relay.Settings = _relay.Settings with { Scopes = ["OU=Nowhere," + DemoRelay.Head] };

        var failure = await Assert.ThrowsAsync<DirectoryException>(() => _relay.AssessAsync());

        Assert.Equal(DirectoryFault.NoSuchObject, failure.Fault);
        Assert.StartsWith("The scope OU=Nowhere," + DemoRelay.Head + " is not found.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("relay-policy.json", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AScopeOutsideOfTheForest_IsOneSentence()
    {
        _relay.Settings = _relay.Settings with { Scopes = ["OU=Staff,DC=fabrikam,DC=com"] };

        Assert.Contains("lies in no domain", (await Assert.ThrowsAsync<DirectoryException>(() => _relay.AssessAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChildDomainsScope_IsReadFromItsOwnPdcEmulator()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.ChildScope] };

        var plan = (await _relay.AssessAsync()).Plan;

        Assert.Equal(DemoForest.ChildPdc, Assert.Single(plan.Targets).Server);
    }

    [Fact]
    public async Task TheBlastRadius_CountsWhatThePlanReaches_AndBlocksOnAServiceAccountByName()
    {
        using var relay = new DemoRelay(new DemoForestOptions { ServiceAccountInScope = true });

        var result = await relay.AssessAsync();

        Assert.Equal(0, result.BlastRadius.ResettableBefore);
        Assert.InRange(result.BlastRadius.ResettableAfter, 30, 50);
        Assert.Equal("svc-web", Assert.Single(result.BlastRadiusDetail.Accounts).SamAccountName);
        Assert.Equal((1, 1), (result.BlastRadius.Unaccepted, result.BlastRadius.Privileged.Single().Count));
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);

        relay.Settings = relay.Settings with { AcceptedPrivilegedAccounts = ["SVC-WEB"] };
        Assert.Empty((await relay.AssessAsync()).Plan.Refusals);
    }

    [Fact]
    public async Task AUserWhoseDescriptorIsNotShown_MakesTheBlastRadiusUnknown_UntilItIsAccepted()
    {
        _relay.Connector.Closed.Add(DemoForest.CanaryUser);

        var result = await _relay.AssessAsync();

        Assert.Contains("1 enabled accounts", result.BlastRadius.UnknownReason, StringComparison.Ordinal);
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);
        _relay.Settings = _relay.Settings with { AcceptedPrivilegedAccounts = [.. _relay.Settings.AcceptedPrivilegedAccounts, DemoForest.CanaryUser] };
        var accepted = await _relay.AssessAsync();
        Assert.Null(accepted.BlastRadius.UnknownReason);
        Assert.Empty(accepted.Plan.Refusals);
    }

    [Fact]
    public async Task AnAdminSdHolderWhoseDescriptorIsNotShown_MakesTheBlastRadiusUnknown()
    {
        _relay.Connector.Closed.Add($"CN=AdminSDHolder,CN=System,{DemoRelay.Head}");

        var result = await _relay.AssessAsync();

        Assert.Contains("CN=AdminSDHolder", result.BlastRadius.UnknownReason, StringComparison.Ordinal);
        Assert.Equal("BLR001", Assert.Single(result.Plan.Refusals).Code);
    }

    [Fact]
    public async Task WhoControlsTheHead_IsPrivileged()
    {
        _relay.Settings = new PermissionSettings { Scopes = [DemoRelay.Head], DomainWide = true };

        var detail = (await _relay.AssessAsync()).BlastRadiusDetail;

        var relayAccount = detail.Accounts.Single(account => account.SamAccountName == "svc-pwb-relay");
        Assert.Equal(["directory-control"], relayAccount.Categories);
        Assert.DoesNotContain(detail.Accounts, account => account.SamAccountName.StartsWith("MSOL_", StringComparison.Ordinal));
        Assert.Contains(detail.Accounts, account => account.SamAccountName == "svc-sql" && account.Categories.Contains("service-principal-name"));
        Assert.DoesNotContain(detail.Accounts, account => account.Dn == DemoForest.NestedAdministrator);
    }
}
