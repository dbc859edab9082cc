using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>Where the process dies during a write.</summary>
public enum Death
{
    /// <summary>The record is on disk, the directory not written.</summary>
    BeforeTheWrite,

    /// <summary>The directory is written, and nobody here knows.</summary>
    AfterTheWrite,

    /// <summary>The record says written, the ledger says running.</summary>
    BeforeTheReply,
}

/// <summary>A write to the simulated forest, interrupted at every point: the DACL ends as in an undisturbed run, with at most one write.</summary>
public sealed class InterruptedWriteTests : IAsyncLifetime
{
    private static readonly TaskCompletionSource Never = new();

    private readonly DemoRelay _relay = new();
    private readonly ServiceWorld _world;
    private readonly RelayCommandExecutor _executor;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public InterruptedWriteTests()
    {
        _world = new ServiceWorld(_relay.Clock, _relay.StateFolder);
        _executor = Executor(WritingMode.Unattended);
        _world.Advance = _executor.AdvanceAsync;
        _world.Interrupted = new InterruptedCommands(_relay.StateFolder, _relay.Connector, new NoEntraConnect("There is none in this test."), _relay.Clock);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _relay.Dispose();
    }

    [Theory]
    [InlineData(Death.BeforeTheWrite, false)]
    [InlineData(Death.AfterTheWrite, false)]
    [InlineData(Death.BeforeTheReply, false)]
    [InlineData(Death.AfterTheWrite, true)]
    [InlineData(Death.BeforeTheReply, true)]
    public async Task AGrant_EndsAsUndisturbed_WithOneWrite(Death death, bool late)
    {
        var expected = await UndisturbedAsync();
        var grant = await DieAsync(await PlanAsync(), death);
        _world.Clock.Advance(late ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(3));

        _world.Start();
        var granted = Assert.IsType<Granted>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply);

        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        Assert.Equal(DemoForest.RootScope, Assert.Single(granted.Writes).Dn, ignoreCase: true);
        Assert.Single(_relay.Connector.Writes);
        Assert.Equal(expected, await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task AGrant_ThatWasNotWritten_IsNotWrittenAfterItsDeadline()
    {
        var before = await _relay.ExplicitAsync(DemoForest.RootScope);
        var grant = await DieAsync(await PlanAsync(), Death.BeforeTheWrite);
        _world.Clock.Advance(TimeSpan.FromDays(7));

        _world.Start();
        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply);

        Assert.Equal("DeadlinePassed", failed.Reason);
        Assert.Empty(_relay.Connector.Writes);
        Assert.Equal(before, await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Theory]
    [InlineData(Death.BeforeTheWrite)]
    [InlineData(Death.AfterTheWrite)]
    [InlineData(Death.BeforeTheReply)]
    public async Task ARevocation_EndsWithTheDaclAsItWas_WithOneWrite(Death death)
    {
        var before = await _relay.ExplicitAsync(DemoForest.RootScope);
        var hash = await PlanAsync();
        _world.Start();
        _world.Send(ServiceWorld.Grant(hash));
        Assert.IsType<Granted>((await _world.Queue.CompletionAsync()).Reply);
        await _world.StopAsync();
        await _world.PassAsync(TimeSpan.FromMinutes(10), () => _relay.Clock.GetUtcNow() > new ManualClock().GetUtcNow() + TimeSpan.FromHours(2));
        _world.Ledger.Dispose();
        _relay.Connector.Writes.Clear();
        var revoke = await DieAsync(new RevokePermissions(Guid.NewGuid(), ServiceWorld.Identity.TenantId, "run-2", ServiceWorld.Forest, "run-1"), death);
        _world.Clock.Advance(TimeSpan.FromMinutes(3));

        _world.Start();
        var revoked = Assert.IsType<Revoked>((await _world.Queue.CompletionAsync(revoke.CommandId)).Reply);

        Assert.Contains(revoked.Outcome, new[] { WriteOutcome.Written, WriteOutcome.NothingToDo });
        Assert.Single(revoked.Writes);
        Assert.Single(_relay.Connector.Writes);
        Assert.Equal(before, await _relay.ExplicitAsync(DemoForest.RootScope));
    }

    [Fact]
    public async Task ADirectoryThatCannotBeReadAnyMore_MakesTheOutcomeUnknown_AndSaysWhereToLook()
    {
        var grant = await DieAsync(await PlanAsync(), Death.AfterTheWrite);
        _world.Interrupted = new InterruptedCommands(_relay.StateFolder, new ServiceWorld.NoDirectory(), new NoEntraConnect("There is none in this test."), _relay.Clock);

        _world.Start();
        await _world.PassAsync(TimeSpan.FromMinutes(1), () => _world.Ledger.Find(grant.CommandId) is { State: LedgerState.Done });

        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply);
        Assert.Equal("UnknownOutcome", failed.Reason);
        Assert.Contains("run-1.json", failed.Remedy, StringComparison.Ordinal);
        Assert.Single(_relay.Connector.Writes);
    }

    [Theory]
    [InlineData(Death.AfterTheWrite)]
    [InlineData(Death.BeforeTheReply)]
    public async Task AGrant_ThatThePolicyForbidsAfterwards_IsAnsweredWithWhatWasWritten(Death death)
    {
        var grant = await DieAsync(await PlanAsync(), death);
        _world.Advance = Executor(WritingMode.Off).AdvanceAsync;

        _world.Start();
        var granted = Assert.IsType<Granted>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply);

        Assert.Equal(WriteOutcome.Written, granted.Outcome);
        Assert.Equal(DemoForest.RootScope, Assert.Single(granted.Writes).Dn, ignoreCase: true);
        Assert.Contains(PolicyReason.WritingOff, granted.Detail, StringComparison.Ordinal);
        Assert.Single(_relay.Connector.Writes);
    }

    [Fact]
    public async Task ARollback_ThatThePolicyForbidsAfterwards_IsAnsweredWithWhatWasTakenBack()
    {
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash)).Outcome);
        _relay.Clock.Advance(TimeSpan.FromHours(2));
        var revoke = await DieAsync(
            new RevokePermissions(Guid.NewGuid(), ServiceWorld.Identity.TenantId, "run-2", ServiceWorld.Forest, "run-1"), Death.AfterTheWrite);
        _world.Advance = Executor(WritingMode.Off).AdvanceAsync;

        _world.Start();
        var revoked = Assert.IsType<Revoked>((await _world.Queue.CompletionAsync(revoke.CommandId)).Reply);

        Assert.Equal(WriteOutcome.Written, revoked.Outcome);
        Assert.Single(revoked.Writes);
    }

    [Fact]
    public async Task AnAdministratorsWriteThatLeftNoResult_IsInTheAnswerThatNobodyApproved()
    {
        var hash = (await _relay.AssessAsync()).Plan.Hash;
        Assert.Equal(WriteOutcome.Written, (await _relay.GrantAsync(hash)).Outcome);
        _world.Advance = (command, _) => Task.FromResult<CommandState>(new CommandState.Answered(
            new Granted(command.CommandId, WriteOutcome.NotApproved, [], "NotApproved: Nobody did it.", RecordPath: null)));
        _world.Start();

        _world.Send(ServiceWorld.Grant(hash));
        var granted = Assert.IsType<Granted>((await _world.Queue.CompletionAsync()).Reply);

        Assert.Equal(WriteOutcome.NotApproved, granted.Outcome);
        Assert.Single(granted.Writes);
        Assert.Contains("Nobody did it.", granted.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecordThatIsDamaged_MakesTheOutcomeUnknown()
    {
        var grant = await DieAsync(await PlanAsync(), Death.AfterTheWrite);
        var path = _relay.Records.PathOf("run-1");
        await File.WriteAllTextAsync(
            path, (await File.ReadAllTextAsync(path, Now)).Replace("\"bytes\": \"", "\"bytes\": \"!", StringComparison.OrdinalIgnoreCase), Now);

        _world.Start();
        var failed = Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply);

        Assert.Equal("UnknownOutcome", failed.Reason);
        Assert.Contains("run-1.json", failed.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGrant_WaitsWhileAnotherProcessWrites()
    {
        var grant = ServiceWorld.Grant(await PlanAsync());
        using var administrator = new WriteTurns(_relay.StateFolder, _relay.Clock);
        var turn = await administrator.TakeAsync(TimeSpan.Zero, Now);
        _world.Start();
        _world.Send(grant);
        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Ledger.Counts() is { Running: 1, Unsent: 0 });
        Assert.DoesNotContain(grant.CommandId, _world.Executions.Keys);

        turn.Dispose();
        await _world.PassAsync(TimeSpan.FromSeconds(1), () => _world.Ledger.Find(grant.CommandId) is { State: LedgerState.Done });

        Assert.Equal(WriteOutcome.Written, Assert.IsType<Granted>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply).Outcome);
    }

    [Theory]
    [InlineData(false, "WriteInProgress")]
    [InlineData(true, "UnknownOutcome")]
    public async Task AnotherProcessThatWritesWithoutEnd_IsNotWaitedForWithoutEnd(bool interrupted, string reason)
    {
        var grant = ServiceWorld.Grant(await PlanAsync());
        if (interrupted)
        {
            await DieAsync(grant, Death.AfterTheWrite);
        }

        using var administrator = new WriteTurns(_relay.StateFolder, _relay.Clock);
        using var turn = await administrator.TakeAsync(TimeSpan.Zero, Now);
        _world.Start();
        if (!interrupted)
        {
            _world.Send(grant);
        }

        await _world.PassAsync(TimeSpan.FromSeconds(10), () => _world.Ledger.Find(grant.CommandId) is { State: LedgerState.Done });

        Assert.Equal(reason, Assert.IsType<CommandFailed>((await _world.Queue.CompletionAsync(grant.CommandId)).Reply).Reason);
        Assert.Equal(interrupted ? 1 : 0, _relay.Connector.Writes.Count);
    }

    private RelayCommandExecutor Executor(WritingMode mode) => new(
        new RelaySettings
        {
            StateFolder = _relay.StateFolder,
            Policy = RelayPolicySource.Of(new RelayPolicy
            {
                WritingMode = mode,
                Scopes = [DemoForest.RootScope],
                AcceptedPrivilegedAccounts = ["svc-sql", "svc-pwb-relay"],
            }),
        },
        _relay.Connector,
        new NoEntraConnect("There is none in this test."),
        new NoEventLog("No log in this test."),
        _relay.Clock);

    private async Task<string> PlanAsync()
    {
        var assess = new AssessPermissions(Guid.NewGuid(), ServiceWorld.Identity.TenantId, "run-1", ServiceWorld.Forest);
        return Assert.IsType<Assessed>(await _executor.ExecuteAsync(assess, TestContext.Current.CancellationToken)).Plan.Hash;
    }

    private Task<RelayCommand> DieAsync(string hash, Death death) => DieAsync(ServiceWorld.Grant(hash), death);

    private async Task<RelayCommand> DieAsync(RelayCommand command, Death death)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<string, Task> die = _ =>
        {
            reached.TrySetResult();
            return Never.Task;
        };
        switch (death)
        {
            case Death.BeforeTheWrite:
                _relay.Connector.BeforeWrite = die;
                break;
            case Death.AfterTheWrite:
                _relay.Connector.AfterWrite = die;
                break;
            default:
                _world.Advance = async (given, token) =>
                {
                    await _executor.AdvanceAsync(given, token);
                    await die(string.Empty);
                    throw new InvalidOperationException("Not reached.");
                };
                break;
        }

        _world.Start();
        _world.Send(command);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await _world.UntilAsync(() => _world.Ledger.Counts().Unsent == 0);
        _world.Kill();
        _relay.Connector.BeforeWrite = _relay.Connector.AfterWrite = _ => Task.CompletedTask;
        _world.Advance = _executor.AdvanceAsync;
        return command;
    }

    private static async Task<IReadOnlyList<string>> UndisturbedAsync()
    {
        using var other = new DemoRelay();
        Assert.Equal(WriteOutcome.Written, (await other.GrantAsync((await other.AssessAsync()).Plan.Hash)).Outcome);
        return await other.ExplicitAsync(DemoForest.RootScope);
    }
}
