using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>One Entra Connect server, beside the relay of contoso.example, that synchronizes fabrikam.example too.</summary>
public sealed class SharedServerTests
{
    private const string Other = "fabrikam.example";

    [Fact]
    public async Task ACheck_TakesTheFactsOfEntraConnect_FromTheRelayOnTheServer()
    {
        await using var world = await CreateAsync();

        var report = await world.RunAsync(RunMode.Check);

        Assert.All(
            new[] { FindingCodes.ConnectVersion, FindingCodes.ActiveConnectServer, FindingCodes.ConnectVersionsAgree, FindingCodes.TenantBinding, FindingCodes.ServedElsewhere },
            code => Assert.Equal(FindingStatus.Met, Of(report, code, Other).Status));
        Assert.DoesNotContain(report.Findings, finding => finding.Code == FindingCodes.ServedElsewhere && finding.Subject == ScriptedRelay.Forest);
        Assert.Equal(ScriptedRelay.Forest, report.Forests.Single(forest => forest.Forest == Other).ServedBy);
        Assert.Null(report.Forests.Single(forest => forest.Forest == ScriptedRelay.Forest).ServedBy);
    }

    [Fact]
    public async Task AnApply_TurnsTheSwitchOnce_AtTheRelayOnTheServer_AfterBothForestsWereConfirmed()
    {
        await using var world = await CreateAsync();

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Empty(world.Further[0].Commands.OfType<SetConnectWriteback>());
        Assert.Single(world.Relay.Commands.OfType<SetConnectWriteback>());
        var sent = world.Sent.Select(attempt => attempt.Command).ToList();
        Assert.True(sent.FindIndex(command => command is SetConnectWriteback) > sent.FindLastIndex(command => command is ConfirmReplication));
        Assert.Single(report.Changes, change => change.Kind == ChangeKind.ConnectSwitch);
        Assert.Equal(FindingStatus.Met, Of(report, FindingCodes.ConnectSwitch, Other).Status);
    }

    [Fact]
    public async Task AForestThatIsNotReady_KeepsTheSwitchOff_ForAllOfTheServer()
    {
        await using var world = await CreateAsync();
        world.Further[0].SecondController.Clear();
        world.Further[0].SecondController.Enqueue(Core.ActiveDirectory.Replication.ConfirmationState.Unreachable);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.False(world.Relay.SwitchOn);
        Assert.Contains(report.Timeline, entry => entry.Note.Contains("fabrikam.example is not ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherAccountThanTheServerWritesWith_StopsTheApplyOfThatForest_BeforeItWrites()
    {
        await using var world = await CreateAsync();
        world.Relay.FurtherConnectors[0] = world.Relay.FurtherConnectors[0] with { AccountSid = "S-1-5-21-9-9-9-1200" };

        var report = await world.RunAsync(RunMode.Apply);

        var finding = Of(report, FindingCodes.ServedElsewhere, Other);
        Assert.Equal(FindingStatus.NotMet, finding.Status);
        Assert.Contains("S-1-5-21-9-9-9-1200 under pinnedAccounts", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(0, world.Further[0].Writes);
        Assert.False(world.Relay.SwitchOn);
    }

    [Fact]
    public async Task ARelayThatCouldNotFindOutWhetherItHasEntraConnect_IsNotServedByAnother()
    {
        await using var world = await CreateAsync();
        world.Further[0].ConnectAbsent = false;
        world.OnCommand = (w, attempt) => w.RelayOf(attempt.Command).Answer(attempt.Command) is Discovered discovered && discovered.Forest.RootDnsName == Other
            ? w.AnswerAsync(attempt.Command, discovered with { Connect = Core.Reading.Unknown<ConnectReading>("It did not answer.") })
            : w.AnswerAsync(attempt.Command);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(FindingStatus.Unknown, Of(report, FindingCodes.ActiveConnectServer, Other).Status);
        Assert.Equal(0, world.Further[0].Writes);
    }

    [Fact]
    public async Task AServerWithoutAConnectorForTheForest_DoesNotServeIt()
    {
        await using var world = await CreateAsync();
        world.Relay.FurtherConnectors.Clear();

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(FindingStatus.Unknown, Of(report, FindingCodes.ActiveConnectServer, Other).Status);
        Assert.Equal(0, world.Further[0].Writes);
        Assert.True(world.Relay.SwitchOn);
    }

    [Fact]
    public async Task TheLogIsReadOnTheServer_AndTheCanaryInItsForest()
    {
        await using var world = await CreateAsync();
        world.Relay.SwitchOn = true;
        world.Relay.ResetArrived = true;
        var at = world.Time.GetUtcNow();
        world.Relay.Log = Summary(at) with { Successes = [new SeenSuccess(WritebackOperation.SelfServiceReset, at, at)] };

        var before = await world.RunAsync(RunMode.Check);
        world.Further[0].ResetArrived = true;
        var after = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.NotMet, Of(before, FindingCodes.ResetArrived, Other).Status);
        Assert.Equal(FindingStatus.Met, Of(before, FindingCodes.ResetArrived, ScriptedRelay.Forest).Status);
        Assert.Equal(FindingStatus.Met, Of(after, FindingCodes.ResetArrived, Other).Status);
        Assert.All(new[] { FindingCodes.Onboarded, FindingCodes.Listening, FindingCodes.NoOpenTrouble }, code => Assert.Equal(FindingStatus.Met, Of(after, code, Other).Status));
        Assert.All(world.Further[0].Commands.OfType<CollectEvidence>(), command => Assert.NotNull(command.SeenElsewhere));
        Assert.All(world.Relay.Commands.OfType<CollectEvidence>(), command => Assert.Null(command.SeenElsewhere));
    }

    [Fact]
    public async Task ARollback_TurnsTheSwitchOffOnTheServer_BeforeItTakesARightInEitherForest()
    {
        await using var world = await CreateAsync();
        var apply = await world.RunAsync(RunMode.Apply);
        var from = world.Sent.Count;

        await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        var sent = world.Sent.Skip(from).Select(attempt => attempt.Command).ToList();
        Assert.Equal(ScriptedRelay.Forest, Assert.Single(sent.OfType<SetConnectWriteback>()).Forest);
        Assert.True(sent.FindIndex(command => command is SetConnectWriteback) < sent.FindIndex(command => command is RevokePermissions));
        Assert.Equal([ScriptedRelay.Forest, Other], sent.OfType<RevokePermissions>().Select(command => command.Forest).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARollback_WhileTheSwitchStaysOn_TakesNoRight_InTheServedForestEither()
    {
        await using var world = await CreateAsync();
        world.Relay.SwitchOn = true;
        var apply = await world.RunAsync(RunMode.Apply);

        await world.RunAsync(RunMode.Rollback, rollbackOf: apply.RunId);

        Assert.Empty(world.Further[0].Commands.OfType<RevokePermissions>());
        Assert.True(world.Further[0].Granted);
    }

    [Fact]
    public async Task DomainControllersThatTheServerDoesNotUse_AreNotWaitedFor()
    {
        await using var world = await CreateAsync();
        world.Further[0].SecondIsRequiredBecause = Core.ActiveDirectory.Replication.RequiredControllers.MayBeUsed;
        world.Further[0].SecondController.Clear();
        world.Further[0].SecondController.Enqueue(Core.ActiveDirectory.Replication.ConfirmationState.Unreachable);

        var report = await world.RunAsync(RunMode.Apply);

        Assert.True(world.Relay.SwitchOn);
        Assert.Equal("Entra Connect uses others", report.Forests.Single(forest => forest.Forest == Other).Controllers[1].RequiredBecause);
    }

    [Fact]
    public async Task TwoRelaysOnOneServer_TurnItsSwitchOnce_AfterBothForests()
    {
        await using var world = await CreateAsync();
        world.Further[0].ConnectAbsent = false;
        world.Further[0].Server = _ => world.Relay.ConnectNow;

        await world.RunAsync(RunMode.Apply);

        var sent = world.Sent.Select(attempt => attempt.Command).ToList();
        Assert.Single(sent.OfType<SetConnectWriteback>());
        Assert.True(sent.FindIndex(command => command is SetConnectWriteback) > sent.FindLastIndex(command => command is GrantPermissions));
    }

    private static async Task<RunWorld> CreateAsync()
    {
        var world = await RunWorld.CreateAsync();
        var other = new ScriptedRelay(world.Time, Other) { ConnectAbsent = true };
        world.Further.Add(other);
        world.Relay.ConnectAbsent = false;
        world.Relay.FurtherConnectors.Add(other.ConnectorHere);
        world.Relay.Log = Summary(world.Time.GetUtcNow()) with
        {
            Successes = [new SeenSuccess(WritebackOperation.SelfServiceReset, world.Time.GetUtcNow(), world.Time.GetUtcNow())],
        };
        return world;
    }

    private static WritebackLogSummary Summary(DateTimeOffset at) => new(
        at.AddDays(-30), at.AddDays(-20), at, Complete: true, 10, [], LastSuccess: null, at.AddDays(-1), ServiceStoppedAt: null, OffboardedAt: null,
        "simulated.servicebus.windows.net", [], []);

    private static Finding Of(RunReport report, string code, string forest) =>
        report.Findings.Single(finding => finding.Code == code && finding.Subject == forest);
}
