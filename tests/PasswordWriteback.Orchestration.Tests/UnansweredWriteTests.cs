using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>A write that the relay made, and whose answer never came: the report does not call it nothing, and a rollback asks for it.</summary>
public sealed class UnansweredWriteTests
{
    [Fact]
    public async Task AGrantThatWasAcceptedAndNeverAnswered_StandsInTheReport_AndIsRolledBack()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => attempt.Command is GrantPermissions ? WriteInSilenceAsync(w, attempt.Command, accept: true) : w.AnswerAsync(attempt.Command);
        var apply = await world.RunAsync(RunMode.Apply);

        Assert.Empty(apply.Changes);
        Assert.Contains("accepted GrantPermissions but did not finish it", Assert.Single(apply.Forests).Unanswered, StringComparison.Ordinal);
        Assert.Contains($"a rollback of {apply.RunId}", apply.Findings.Single(finding => finding.Code == FindingCodes.RelayAnswers).Remedy, StringComparison.Ordinal);
        Assert.False(world.Relay.SwitchOn);

        world.OnCommand = null;
        var rollback = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.False(world.Relay.Granted);
        Assert.Equal(apply.RunId, Assert.Single(world.Relay.Commands.OfType<RevokePermissions>()).GrantRunId);
        Assert.Single(rollback.Changes);
    }

    [Fact]
    public async Task AGrantThatWasAcceptedTooLate_MayStillBeCarriedOut()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => attempt.Command is GrantPermissions
            ? attempt.Attempt == RunLimits.CommandAttempts ? WriteInSilenceAsync(w, attempt.Command, accept: false) : Task.CompletedTask
            : w.AnswerAsync(attempt.Command);

        var apply = await world.RunAsync(RunMode.Apply);

        Assert.NotNull(Assert.Single(apply.Forests).Unanswered);
        Assert.Equal([ScriptedRelay.Forest], apply.ChangedForests);
    }

    [Theory]
    [InlineData("UnknownOutcome", true)]
    [InlineData(RelayFindings.NotAnswering, true)]
    [InlineData("AccessDenied", false)]
    [InlineData("DeadlinePassed", false)]
    public async Task AFailedGrant_MayHaveWritten_OnlyWhereTheRelayDoesNotKnowOrWasRevoked(string reason, bool unanswered)
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = (w, attempt) => attempt.Command is GrantPermissions
            ? w.AnswerAsync(attempt.Command, new CommandFailed(attempt.Command.CommandId, reason, "It failed.", "Mend it."))
            : w.AnswerAsync(attempt.Command);

        var apply = await world.RunAsync(RunMode.Apply);

        Assert.Equal(unanswered, Assert.Single(apply.Forests).Unanswered is not null);
        Assert.Equal(unanswered, apply.ChangedForests.Count == 1);
    }

    [Fact]
    public async Task AnAdministratorWhoWritesAfterTheCancel_IsNoSecret_AndARollbackOfThatRunTakesItBack()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnCommand = async (w, attempt) =>
        {
            if (attempt.Command is GrantPermissions)
            {
                await WriteInSilenceAsync(w, attempt.Command, accept: true);
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Cancel, new CancelRequest("bob", "not today"));
                return;
            }

            var reply = w.Relay.Answer(attempt.Command);
            await w.AnswerAsync(attempt.Command, reply is Discovered found ? found with { Posture = new RelayPosture(WritingMode.Approved, "none", null, [], []) } : reply);
        };

        var cancelled = await world.RunAsync(RunMode.Apply);
        var rollback = await world.RunAsync(RunMode.Rollback, rollbackOf: cancelled.RunId);

        Assert.Contains("who may still do it", Assert.Single(cancelled.Forests).Unanswered, StringComparison.Ordinal);
        var remedy = cancelled.Findings.Single(finding => finding.Code == FindingCodes.RunCompleted).Remedy;
        Assert.Contains("a write may have been made, or be made yet", remedy, StringComparison.Ordinal);
        Assert.Contains($"a rollback of {cancelled.RunId}", remedy, StringComparison.Ordinal);
        Assert.Single(rollback.Changes);
        Assert.False(world.Relay.Granted);
    }

    [Fact]
    public async Task OfTwoForests_TheRollbackTakesBackTheAnsweredAndTheUnansweredWrite()
    {
        await using var world = await RunWorld.CreateAsync();
        var other = new ScriptedRelay(world.Time, "fabrikam.example") { ConnectAbsent = true };
        world.Relay.ConnectAbsent = false;
        world.Relay.FurtherConnectors.Add(other.ConnectorHere);
        world.Further.Add(other);
        world.OnCommand = (w, attempt) => attempt.Command is GrantPermissions { Forest: "fabrikam.example" }
            ? WriteInSilenceAsync(w, attempt.Command, accept: true)
            : w.AnswerAsync(attempt.Command);
        var apply = await world.RunAsync(RunMode.Apply);
        Assert.True(world.Relay.Granted && other.Granted);
        world.OnCommand = null;

        var rollback = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.False(world.Relay.Granted || other.Granted);
        Assert.Equal(
            ["contoso.example", "fabrikam.example"],
            rollback.Changes.Where(change => change.Kind == ChangeKind.Permissions).Select(change => change.Forest));
    }

    [Fact]
    public async Task ARollbackThatIsCancelled_SaysToStartTheRollbackOfTheApplyAgain()
    {
        await using var world = await RunWorld.CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        world.OnCommand = async (w, attempt) =>
        {
            if (attempt.Command is SetConnectWriteback)
            {
                await w.RaiseAsync(attempt.Command.RunId, RunEvents.Cancel, new CancelRequest("bob", "wait"));
            }

            await w.AnswerAsync(attempt.Command);
        };

        var report = await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.True(world.Relay.Granted);
        var ended = report.Findings.Single(finding => finding.Code == FindingCodes.RunCompleted);
        Assert.Contains($"Start the rollback of {apply.RunId} again", ended.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(report.RunId, ended.Remedy, StringComparison.Ordinal);
    }

    // The relay writes, and what it says of that is lost.
    private static async Task WriteInSilenceAsync(RunWorld world, RelayCommand command, bool accept)
    {
        world.RelayOf(command).Answer(command);
        if (accept)
        {
            await world.RaiseAsync(command.RunId, RunEvents.Relay(command.CommandId), new RelaySignal(RelaySignalKind.Accepted, "accepted"));
        }
    }
}
