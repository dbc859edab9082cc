using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class SurfaceSettingTests
{
    [Fact]
    public async Task Apply_AskedToTakeResetFromAdministrators_SetsItReadsItBackAndReportsIt()
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Apply, administratorsMayReset: false);

        var change = Assert.Single(report.Changes, change => change.Kind == ChangeKind.TenantSetting);
        Assert.Equal(("authorizationPolicy.allowedToUseSSPR", "true", "false"), (change.Target, change.Before, change.After));
        Assert.False(world.Tenant.AdministratorsMayReset);
        Assert.Contains(
            "Administrators may not reset",
            report.Findings.Single(finding => finding.Code == FindingCodes.AdministratorsMayReset).Evidence.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WhereItIsSoAlready_ChangesNothing()
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Apply, administratorsMayReset: true);

        Assert.DoesNotContain(report.Changes, change => change.Kind == ChangeKind.TenantSetting);
    }

    [Theory]
    [InlineData(RunMode.Check)]
    [InlineData(RunMode.Plan)]
    public async Task CheckAndPlan_AskedToSet_SetNothing(RunMode mode)
    {
        await using var world = await RunWorld.CreateAsync();

        await world.RunAsync(mode, administratorsMayReset: false);

        Assert.True(world.Tenant.AdministratorsMayReset);
    }

    [Fact]
    public async Task Rollback_SetsBackWhatTheApplySet_ButNotWhatSomebodyChangedSince()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply, administratorsMayReset: false);

        var rollback = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.True(world.Tenant.AdministratorsMayReset);
        Assert.Equal("true", Assert.Single(rollback.Changes, change => change.Kind == ChangeKind.TenantSetting).After);

        var again = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);
        Assert.DoesNotContain(again.Changes, change => change.Kind == ChangeKind.TenantSetting);
    }
}
