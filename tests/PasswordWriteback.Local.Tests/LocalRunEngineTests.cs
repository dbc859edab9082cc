using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Tests.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests;

/// <summary>A tenant that nobody can read, one forest without a relay: enough for a run that waits, fails or ends.</summary>
public sealed class LocalRunEngineTests : IDisposable, ITenantGraphs, IForestRecords, IRelayCommandSender, IRunReports, IAttestations
{
    private static readonly Guid Tenant = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01");
    private static readonly RunInput Check = new(Tenant, RunMode.Check);
    private readonly TempJournal _journal = new();
    private readonly List<RunReport> _reports = [];
    private readonly List<RelayCommandAttempt> _sent = [];
    private bool _enrolled;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task StartAsync_Twice_StartsOnce_AlsoAfterTheEnd()
    {
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => StartUntilAnsweredAsync(runs)));
        await engine.WaitForCompletionAsync("run-1", TimeSpan.FromMinutes(1), Token);
        await runs.StartAsync("run-1", Check, Token);

        Assert.Equal("run-1", Assert.Single(_reports).RunId);
        Assert.Equal(1L, await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "SELECT count(*) FROM instance")));
    }

    [Fact]
    public async Task FindAsync_ShowsWhereARunStands_AndNullOfOneNeverStarted()
    {
        _enrolled = true;
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);
        Assert.Null(await runs.FindAsync("run-1", Token));

        await runs.StartAsync("run-1", Check, Token);
        await engine.WhenIdleAsync().WaitAsync(Token);
        var waiting = (await runs.FindAsync("run-1", Token))!;
        Assert.Equal((false, null, RunSteps.Discovery), (waiting.HasEnded, waiting.Failure, waiting.Status?.Step));

        Assert.True(await runs.RaiseAsync("run-1", RunEvents.Cancel, new CancelRequest("alice", "not today"), Token));
        await engine.WaitForCompletionAsync("run-1", TimeSpan.FromMinutes(1), Token);
        var ended = (await runs.FindAsync("run-1", Token))!;
        Assert.Equal((true, null), (ended.HasEnded, ended.Failure));
        Assert.True(ended.Revision > waiting.Revision);
        Assert.False(Assert.Single(_reports).CameToItsEnd);
    }

    [Fact]
    public async Task RaiseAsync_OfARunThatEndedOrNeverBegan_IsFalse()
    {
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);
        await runs.StartAsync("run-1", Check, Token);
        await engine.WaitForCompletionAsync("run-1", TimeSpan.FromMinutes(1), Token);

        Assert.False(await runs.RaiseAsync("run-1", RunEvents.Cancel, new CancelRequest("alice", "late"), Token));
        Assert.False(await runs.RaiseAsync("run-2", RunEvents.Cancel, new CancelRequest("alice", "early"), Token));
    }

    [Fact]
    public async Task TerminateAsync_EndsWithAFailure_AndLeavesTheRestAlone()
    {
        _enrolled = true;
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);
        await runs.StartAsync("run-1", Check, Token);

        await runs.TerminateAsync("run-1", "the tenant is erased", Token);
        await runs.TerminateAsync("run-1", "again", Token);
        await runs.TerminateAsync("run-2", "never began", Token);

        var ended = (await runs.FindAsync("run-1", Token))!;
        Assert.True(ended.HasEnded);
        Assert.Contains("the tenant is erased", ended.Failure, StringComparison.Ordinal);
        Assert.Empty(_reports);
        Assert.Null(await runs.FindAsync("run-2", Token));
    }

    [Fact]
    public async Task PurgeAsync_ErasesWhatHasEnded_AndRefusesWhatHasNot()
    {
        _enrolled = true;
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);
        await runs.StartAsync("run-1", Check, Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => runs.PurgeAsync("run-1", Token));
        Assert.NotNull(await runs.FindAsync("run-1", Token));

        await runs.TerminateAsync("run-1", "over", Token);
        await runs.PurgeAsync("run-1", Token);
        await runs.PurgeAsync("run-1", Token);

        Assert.Null(await runs.FindAsync("run-1", Token));
        Assert.Equal(0L, await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "SELECT count(*) FROM history")));
    }

    [Fact]
    public async Task AFullDisk_IsSaidInThePortsWords_AndTheRunIsStartedWhenThereIsRoom()
    {
        await using var engine = await StartEngineAsync();
        var runs = new LocalRunEngine(engine);
        await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA max_page_count = 1"));
        var during = runs.StartAsync("run-1", Check with { PlanOf = new string('x', 1_000_000) }, Token);
        while (await runs.TroubleAsync(Token) is null)
        {
            Assert.Null(await runs.FindAsync("run-1", Token));
        }

        var refused = await Assert.ThrowsAsync<RunEngineUnavailableException>(() => runs.StartAsync("run-2", Check, Token));
        Assert.Contains("database or disk is full", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RunEngineUnavailableException>(() => runs.RaiseAsync("run-1", RunEvents.Cancel, new CancelRequest("a", "b"), Token));

        await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA max_page_count = 1000000"));
        await during;
        Assert.NotNull(await runs.FindAsync("run-1", Token));
        Assert.Null(await runs.TroubleAsync(Token));
    }

    [Fact]
    public async Task AStoppedEngine_SaysSo()
    {
        var engine = await StartEngineAsync();
        await engine.DisposeAsync();

        var refused = await Assert.ThrowsAsync<RunEngineUnavailableException>(() => new LocalRunEngine(engine).StartAsync("run-1", Check, Token));

        Assert.Contains("stopped", refused.Message, StringComparison.Ordinal);
    }

    Task<ITenantGraph> ITenantGraphs.GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult<ITenantGraph>(new UnreadableTenant());

    Task<IReadOnlyList<ForestRecord>> IForestRecords.ListAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ForestRecord>>([new("contoso.example")]);

    Task<bool> IRelayCommandSender.SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        _sent.Add(attempt);
        return Task.FromResult(_enrolled);
    }

    Task<RunReport?> IRunReports.LoadAsync(RunReference run, CancellationToken cancellationToken) => Task.FromResult<RunReport?>(null);

    Task IRunReports.SaveAsync(RunReport report, CancellationToken cancellationToken)
    {
        _reports.Add(report);
        return Task.CompletedTask;
    }

    Task<IReadOnlyList<Attestation>> IAttestations.LoadAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Attestation>>([]);

    Task IAttestations.SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken) => Task.CompletedTask;

    // A start that finds another one being recorded says so; its caller starts again.
    private static async Task StartUntilAnsweredAsync(LocalRunEngine runs)
    {
        while (true)
        {
            try
            {
                await runs.StartAsync("run-1", Check, Token);
                return;
            }
            catch (RunEngineUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    private Task<LocalEngine> StartEngineAsync() => new LocalEngineBuilder(new LocalEngineOptions
    {
        Json = new JsonSerializerOptions(OrchestrationJson.Default.Options),
        DatabasePath = _journal.Path,
        Clock = new ManualClock(),
    })
        .AddEnableWriteback(this, this, this, this, this)
        .StartAsync(Token);
}
