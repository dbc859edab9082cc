using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

/// <summary>Plan and coverage where nobody names a scope and Entra Connect's configuration is known.</summary>
public sealed class DefaultScopeTests : IDisposable
{
    private const string Groups = "OU=Groups,DC=contoso,DC=example";
    private const string SystemAccounts = "CN=Users,DC=contoso,DC=example";
    private const string ChildComputers = "OU=Domain Controllers,DC=emea,DC=contoso,DC=example";

    private readonly DemoRelay _relay = new();

    public DefaultScopeTests() => _relay.Settings = _relay.Settings with { Scopes = [] };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task ContainersWithoutUsers_AreLeftOutOfThePlan_WhichSaysSo()
    {
        var result = await AssessAsync(Groups, DemoForest.RootScope, SystemAccounts, DemoForest.ChildScope);

        Assert.Equal([DemoForest.RootScope, DemoForest.ChildScope], result.Selected);
        Assert.Equal([DemoForest.RootScope, DemoForest.ChildScope], result.Plan.Targets.Select(target => target.Dn));
        Assert.Equal([Groups, SystemAccounts], result.Plan.LeftOut!.Select(container => container.Dn));
        Assert.All(result.Plan.LeftOut!, container => Assert.Contains(DemoForest.RootPdc, container.Reason, StringComparison.Ordinal));
        Assert.Empty(result.Plan.Refusals);
        Assert.DoesNotContain(result.Scopes, scope => scope.Dn is Groups or SystemAccounts);
        var allowed = PlanFindings.Judge(DemoForest.RootDomain, result.Plan, result.BlastRadius).Single(finding => finding.Code == FindingCodes.PlanAllowed);
        Assert.Equal(FindingStatus.Met, allowed.Status);
        Assert.Contains($"2 of the containers that Entra Connect synchronizes hold no user to write back and are left out, first {Groups}.", allowed.Evidence.Summary, StringComparison.Ordinal);
        Assert.Contains(SystemAccounts, allowed.Evidence.Facts!["leftOut"]![1]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AContainerThatWasDeleted_IsLeftOutAndNamed_AndTheRestIsPlanned()
    {
        const string gone = "OU=Gone,OU=Deleted,DC=contoso,DC=example";

        var result = await AssessAsync(gone, DemoForest.RootScope);

        Assert.Equal([DemoForest.RootScope], result.Plan.Targets.Select(target => target.Dn));
        Assert.Empty(result.Plan.Refusals);
        var leftOut = Assert.Single(result.Plan.LeftOut!);
        Assert.Equal(gone, leftOut.Dn);
        Assert.Contains("does not exist any more", leftOut.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AContainerThatIsNotFoundAndMayBeHidden_IsNotKnown_AndRefusesThePlanByName_AndTheRestIsAssessed()
    {
        const string hidden = "OU=Hidden," + DemoForest.RootScope;
        var request = await RequestAsync(hidden, DemoForest.ChildScope);
        _relay.Connector.Closed.Add(DemoForest.RootScope);

        var result = await new PermissionAssessor(_relay.Connector, _relay.Plans, _relay.Clock).AssessAsync(request, Now);

        Assert.All(result.Scopes.Single(scope => scope.Dn == hidden).Rights, right => Assert.Equal(RightState.Unreadable, right.State));
        Assert.Equal([DemoForest.ChildScope], result.Plan.Targets.Select(target => target.Dn));
        var refusal = result.Plan.Refusals.Single(refusal => refusal.Target == hidden);
        Assert.Equal(FindingCodes.ScopesReadable, refusal.Code);
        Assert.Contains("Entra Connect synchronizes it, and it is not found.", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("OU filtering", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePlan_IsTheOneOfTheContainersThatAreLeft()
    {
        var without = await AssessAsync(DemoForest.RootScope, Groups);
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope] };
        var named = await AssessAsync(DemoForest.RootScope, Groups);

        Assert.Equal(named.Plan.Hash, without.Plan.Hash);
        Assert.Null(named.Plan.LeftOut);
        Assert.Equal([Groups], without.Plan.LeftOut!.Select(container => container.Dn));
    }

    [Fact]
    public async Task ADomainWhoseContainersAreAllEmpty_IsNotAssessed()
    {
        var result = await AssessAsync(DemoForest.RootScope, ChildComputers);

        Assert.All(result.Scopes, scope => Assert.Equal(DemoForest.RootDomain, scope.Domain));
        Assert.Equal((ChildComputers, DemoForest.ChildDomain), (Assert.Single(result.Plan.LeftOut!).Dn, result.Plan.LeftOut![0].Domain));
        Assert.Empty(result.Plan.Refusals);
    }

    [Fact]
    public async Task WhereEveryContainerIsEmpty_ThePlanIsRefused_AndNoHeadTakesTheirPlace()
    {
        _relay.Settings = _relay.Settings with { DomainWide = true };

        var result = await AssessAsync(Groups, ChildComputers);

        Assert.Empty(result.Scopes);
        Assert.Empty(result.Selected);
        Assert.Empty(result.Plan.Targets);
        var refusal = Assert.Single(result.Plan.Refusals);
        Assert.Equal((FindingCodes.ScopeHoldsUsers, DemoForest.RootDomain), (refusal.Code, refusal.Target));
        Assert.Contains($"None of the 2 containers that Entra Connect synchronizes in {DemoForest.RootDomain} and {DemoForest.ChildDomain}", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("relay-policy.json", refusal.Remedy, StringComparison.Ordinal);
        var findings = PlanFindings.Judge(DemoForest.RootDomain, result.Plan, result.BlastRadius);
        Assert.Equal(
            [(FindingCodes.PlanAllowed, FindingStatus.NotMet), (FindingCodes.BlastRadiusAccepted, FindingStatus.Met), (FindingCodes.ScopeHoldsUsers, FindingStatus.NotMet)],
            findings.Select(finding => (finding.Code, finding.Status)));
        Assert.Equal((0, 0), (result.Coverage.EnabledUsers, result.BlastRadius.ResettableAfter));
        Assert.Equal(FindingStatus.NotApplicable, CoverageFindings.Judge(DemoForest.RootDomain, result.Coverage)[0].Status);
    }

    [Fact]
    public async Task AContainerBelowAnother_IsNotGrantedTwice_UnlessItInheritsNothing()
    {
        var sales = "OU=Sales," + DemoForest.RootScope;

        var plan = (await AssessAsync(sales, DemoForest.RootScope, DemoForest.BlockedUnit)).Plan;

        Assert.Equal([DemoForest.BlockedUnit, DemoForest.RootScope], plan.Targets.Select(target => target.Dn));
        Assert.Null(plan.LeftOut);
    }

    [Fact]
    public async Task TheDomainsOfThePolicy_NarrowTheContainersFirst()
    {
        _relay.Settings = _relay.Settings with { Domains = [DemoForest.RootDomain] };

        var result = await AssessAsync(Groups, DemoForest.ChildScope);

        Assert.Equal([Groups], result.Plan.LeftOut!.Select(container => container.Dn));
        Assert.Contains($"nothing but {Groups} in {DemoForest.RootDomain}", Assert.Single(result.Plan.Refusals).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_HasTheSameDenominators_WithAndWithoutEmptyContainers()
    {
        var plain = await ScanAsync(DemoForest.RootScope, DemoForest.ChildScope);
        var withEmpty = await ScanAsync(DemoForest.RootScope, Groups, ChildComputers, SystemAccounts, DemoForest.ChildScope);

        Assert.Equal(plain.Denominators!.InScope, withEmpty.Denominators!.InScope);
        Assert.Equal(plain.Denominators.InConnectContainers, withEmpty.Denominators.InConnectContainers);
        Assert.Equal(plain.EnabledUsers, withEmpty.Denominators.InConnectContainers.Value!.Users);
        Assert.Equal(plain.Servers, withEmpty.Servers);
    }

    [Fact]
    public async Task WhatIsInPlace_IsReadOnTheContainersThatAreLeft()
    {
        var writes = await new PermissionsInPlace(_relay.Connector).ReadAsync(await RequestAsync(Groups, DemoForest.RootScope), Now);

        Assert.Equal([DemoForest.RootScope, DemoRelay.Head], writes.Select(write => write.Write.Dn));
    }

    private async Task<AssessmentResult> AssessAsync(params IReadOnlyList<string> containers) =>
        await new PermissionAssessor(_relay.Connector, _relay.Plans, _relay.Clock).AssessAsync(await RequestAsync(containers), Now);

    private async Task<CoverageSummary> ScanAsync(params IReadOnlyList<string> containers) =>
        await new CoverageScanner(_relay.Connector, _relay.Clock).ScanAsync(await RequestAsync(containers), onUser: null, Now);

    private async Task<AssessmentRequest> RequestAsync(params IReadOnlyList<string> containers)
    {
        var server = new SimulatedConnectServer(DemoForest.ConnectOptions(Guid.Empty) with { Containers = containers }, new SimulatedEventLog(_relay.Clock));
        Reading<ConnectReading> connect = await server.ReadAsync(Now);
        return await _relay.RequestAsync() with { Connect = connect.Value };
    }
}
