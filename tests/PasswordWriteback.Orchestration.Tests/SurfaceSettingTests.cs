using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
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

    [Fact]
    public async Task AnApplyThatEndsBeforeWritebackIsOn_SaysOfEachSettingThatItWasNotReached()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.CannotSwitch = new SwitchRefusal(SwitchProblem.SignInRequired, "A person has to sign in.", "Type: Set-It");

        var report = await world.RunAsync(RunMode.Apply, administratorsMayReset: false, writebackFlag: true);

        Assert.True(world.Tenant.AdministratorsMayReset);
        Assert.Equal(
            ["authorizationPolicy.allowedToUseSSPR was to be set to false", "onPremisesSynchronization.features.passwordWritebackEnabled was to be set to true"],
            Unreached(report).Select(note => note[..note.IndexOf(" and is left", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task AnApplyThatIsCancelled_SaysSoToo()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnAsked = (w, run, _) => w.RaiseAsync(run, RunEvents.Cancel, new CancelRequest("bob", "not today"));

        Assert.Single(Unreached(await world.RunAsync(RunMode.Apply, administratorsMayReset: false)));
    }

    [Fact]
    public async Task AnApplyThatReachesThem_OrIsAskedForNone_HasNoSuchLine()
    {
        await using var world = await RunWorld.CreateAsync();

        Assert.Empty(Unreached(await world.RunAsync(RunMode.Apply, administratorsMayReset: true, writebackFlag: true)));
        Assert.Empty(Unreached(await world.RunAsync(RunMode.Apply)));
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

    private static IEnumerable<string> Unreached(RunReport report) =>
        report.Timeline.Select(entry => entry.Note).Where(note => note.Contains("is left as it is: that comes once writeback is on", StringComparison.Ordinal));
}
