using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Coverage;

public sealed class CoverageScannerTests : IDisposable
{
    private readonly DemoRelay _relay = new(new DemoForestOptions { InetOrgPersonInScope = true });

    public void Dispose() => _relay.Dispose();

    private async Task<CoverageSummary> ScanAsync(Action<UserCoverage>? onUser = null) => await new CoverageScanner(_relay.Connector, _relay.Clock)
        .ScanAsync(await _relay.RequestAsync(), onUser, TestContext.Current.CancellationToken);

    private static CoverageGroup Group(CoverageSummary coverage, CoverageReason reason) =>
        coverage.Groups.Single(group => group.Reason == reason);

    [Fact]
    public async Task BeforeAGrant_NobodyIsCovered_AndEachExceptionHasItsReason()
    {
        var coverage = await ScanAsync();

        Assert.Equal(0, coverage.Covered);
        Assert.Contains(DemoForest.NestedAdministrator, Group(coverage, CoverageReason.ProtectedByDesign).Examples);
        Assert.Equal([DemoForest.OrphanedAdministrator], Group(coverage, CoverageReason.OrphanedAdminCount).Examples);
        Assert.Equal((DemoForest.BlockedUnit, 6), (Group(coverage, CoverageReason.InheritanceBlocked).Where, Group(coverage, CoverageReason.InheritanceBlocked).Count));
        Assert.Equal(1, Group(coverage, CoverageReason.InetOrgPersonWithoutAces).Count);
        Assert.Equal(coverage.EnabledUsers, coverage.Groups.Where(group => group.Reason != CoverageReason.OutsideScope).Sum(group => group.Count));
        Assert.Equal([DemoForest.RootPdc], coverage.Servers);
    }

    [Fact]
    public async Task AfterAGrant_UsersAreUnexplained_UntilTheDomainControllerHasPassedItDown_ThenCovered()
    {
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        var atOnce = await ScanAsync();
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var later = await ScanAsync();

        Assert.Contains("have not inherited it", Group(atOnce, CoverageReason.RightMissing).Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain(later.Groups, group => group.Reason == CoverageReason.RightMissing);
        Assert.Equal(later.EnabledUsers - 10, later.Covered);
    }

    [Fact]
    public async Task ABlockedUnit_NamedAsItsOwnScope_IsNoLongerBlocked()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.BlockedUnit] };
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        _relay.Clock.Advance(TimeSpan.FromHours(1));

        Assert.DoesNotContain((await ScanAsync()).Groups, group => group.Reason == CoverageReason.InheritanceBlocked);
    }

    [Fact]
    public async Task InetOrgPersons_AreCovered_WithTheProfileThatNamesThem()
    {
        _relay.Settings = _relay.Settings with { Profile = PermissionProfile.Entra2025.WithInetOrgPerson() };
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        _relay.Clock.Advance(TimeSpan.FromHours(1));

        Assert.DoesNotContain((await ScanAsync()).Groups, group => group.Reason == CoverageReason.InetOrgPersonWithoutAces);
    }

    [Fact]
    public async Task EveryUserInScope_IsHandedOut_OnceEach()
    {
        var users = new List<UserCoverage>();

        var coverage = await ScanAsync(users.Add);

        Assert.Equal(coverage.EnabledUsers, users.Count(user => user.Enabled));
        Assert.Equal(coverage.Disabled, users.Count(user => !user.Enabled));
        Assert.Equal(users.Count, users.Select(user => user.Dn).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(users, user => Assert.EndsWith(DemoForest.RootScope, user.Dn, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task DomainUsers_OfTwoDomains_AreReadFromTwoServers()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.ChildScope] };

        Assert.Equal([DemoForest.RootPdc, DemoForest.ChildPdc], (await ScanAsync()).Servers);
    }

    private static OperationCoverage Operation(CoverageSummary coverage, PasswordOperation operation) =>
        coverage.Operations!.Single(candidate => candidate.Operation == operation);

    [Fact]
    public async Task EveryOperation_AnswersForEveryUserInScope_AndANewPasswordWaitsForItsAge()
    {
        await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        _relay.Clock.Advance(TimeSpan.FromHours(1));
        var users = new Dictionary<string, UserCoverage>(StringComparer.OrdinalIgnoreCase);

        var coverage = await ScanAsync(user => users.Add(user.Dn, user));

        Assert.All(coverage.Operations!, operation => Assert.Equal(users.Count, operation.Groups.Sum(group => group.Count)));
        Assert.Equal(users.Values.Count(user => !user.Enabled), Operation(coverage, PasswordOperation.SelfReset).Groups.Single(group => group.Condition == CoverageCondition.Disabled).Count);
        Assert.Equal(
            (OperationVerdict.Cannot, CoverageReason.ProtectedByDesign),
            (users[DemoForest.NestedAdministrator].Operations.SelfReset.Verdict, users[DemoForest.NestedAdministrator].Operations.SelfReset.Reason));
        Assert.Equal(OperationVerdict.Can, users[DemoForest.CanaryUser].Operations.Unlock.Verdict);
        Assert.Equal((DemoForest.RootPdc, coverage.At), (users[DemoForest.CanaryUser].Server, users[DemoForest.CanaryUser].At));
    }

    [Fact]
    public async Task Denominators_AreShownApart_AndTheTenants_OnlyWhereItsListWasGiven()
    {
        var request = await _relay.RequestAsync();
        var without = await new CoverageScanner(_relay.Connector, _relay.Clock).ScanAsync(request with { Connect = null }, onUser: null, TestContext.Current.CancellationToken);
        var sid = await SidAsync(DemoForest.CanaryUser);
        var joined = await new CoverageScanner(_relay.Connector, _relay.Clock) { Tenant = new Dictionary<Sid, TenantUser> { [sid] = new(Licensed: true, SelfService: null) } }
            .ScanAsync(request, onUser: null, TestContext.Current.CancellationToken);

        Assert.Equal(without.EnabledUsers, without.Denominators!.InScope.Users);
        Assert.False(without.Denominators.InConnectContainers.IsKnown);
        Assert.Contains("--tenant-users", without.Denominators.InTenant.UnknownReason, StringComparison.Ordinal);
        var tenant = joined.Denominators!.InTenant.Value!;
        Assert.Equal((1, 1, false), (tenant.Synced.Users, tenant.Licensed.Value!.Users, tenant.SelfService.IsKnown));
    }

    [Fact]
    public async Task AnAssessment_CountsAmongEntraConnectsContainers_WithoutThoseThatItLeavesOut()
    {
        var request = await _relay.RequestAsync();
        var connect = new ConnectReading(
            "SYNC1", "2.5.3.0", "2.5.3.0", Staging: false, WritebackEnabled: true, TenantId: null,
            [new DirectoryConnector(DemoForest.RootDomain, DemoForest.ConnectorAccount, [DemoForest.RootScope], [], LastUsedController: null) { ExcludedContainers = [DemoForest.BlockedUnit] }],
            new Dictionary<string, string>(StringComparer.Ordinal));

        var coverage = (await new PermissionAssessor(_relay.Connector, _relay.Plans, _relay.Clock)
            .AssessAsync(request with { Connect = connect }, TestContext.Current.CancellationToken)).Coverage;

        Assert.Equal((coverage.EnabledUsers, coverage.EnabledUsers - 6), (coverage.Denominators!.InScope.Users, coverage.Denominators.InConnectContainers.Value!.Users));
    }

    [Fact]
    public async Task TheCount_IsOfTheUsersThatAreRead()
    {
        var read = 0L;
        var scanner = new CoverageScanner(_relay.Connector, _relay.Clock) { OnRead = () => read++ };
        var request = await _relay.RequestAsync();

        var counted = await scanner.CountAsync(request, TestContext.Current.CancellationToken);
        await scanner.ScanAsync(request, onUser: null, TestContext.Current.CancellationToken);

        Assert.Equal(counted, read);
    }

    private async Task<Sid> SidAsync(string dn)
    {
        await using var connection = await _relay.Connector.ConnectAsync(DemoForest.RootPdc, TestContext.Current.CancellationToken);
        return Sid.Read((await connection.ReadAsync(dn, TestContext.Current.CancellationToken, "objectSid")).GetBytes("objectSid")!);
    }
}
