using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class SwitchTests
{
    private static readonly SwitchRefusal SignIn = new(SwitchProblem.SignInRequired, "A person has to sign in.", "Type: Set-It") { Command = "Set-It" };

    [Fact]
    public async Task ASignInThatIsDemanded_IsAPersonsStep_WithTheCommand_AndNoChange()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.CannotSwitch = SignIn;

        var report = await world.RunAsync(RunMode.Apply);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.ConnectSwitch);
        Assert.Equal((FindingStatus.ActionRequired, "Type: Set-It"), (finding.Status, finding.Remedy));
        Assert.Equal("Set-It", (string?)finding.Evidence.Facts!["command"]);
        Assert.DoesNotContain(report.Changes, change => change.Kind == ChangeKind.ConnectSwitch);
        Assert.NotEqual(Verdict.Compliant, report.Verdict);
    }

    [Fact]
    public async Task ARollbackThatNeedsAPerson_TakesNoRightAway_AndNamesTheCommand()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        world.Relay.CannotSwitch = SignIn;

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.True(world.Relay.Granted);
        Assert.Empty(world.Relay.Commands.OfType<RevokePermissions>());
        Assert.Equal("Type: Set-It", report.Findings.Single(finding => finding.Code == FindingCodes.ConnectSwitch).Remedy);
    }
}
