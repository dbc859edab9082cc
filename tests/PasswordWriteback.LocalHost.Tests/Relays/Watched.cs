using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.LocalHost.Tests.Relays;

/// <summary>The store of reports, which says when the first one was saved.</summary>
internal sealed class WatchedReports : IRunReports
{
    private readonly TaskCompletionSource _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunReportStore Store { get; set; } = null!;

    public Task Saved => _saved.Task;

    public Task<RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken) => Store.LoadAsync(run, cancellationToken);

    public async Task SaveAsync(RunReport report, CancellationToken cancellationToken)
    {
        await Store.SaveAsync(report, cancellationToken);
        _saved.TrySetResult();
    }
}

/// <summary>The product's sender of commands, with something that happens before.</summary>
internal sealed class WatchedSender : IRelayCommandSender
{
    public RelayCommandSender Sender { get; set; } = null!;

    public Func<RelayCommandAttempt, Task>? Before { get; set; }

    public async Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(attempt);
        }

        return await Sender.SendAsync(attempt, cancellationToken);
    }
}

/// <summary>The run engine, which takes every event twice: what a backend that is killed before it remembers an answer does to it.</summary>
internal sealed class TwiceToldEngine(IRunEngine engine) : IRunEngine
{
    public async Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken)
    {
        var first = await engine.RaiseAsync(runId, eventName, payload, cancellationToken);
        await engine.RaiseAsync(runId, eventName, payload, cancellationToken);
        return first;
    }

    public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken) => engine.StartAsync(runId, input, cancellationToken);

    public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken) => engine.FindAsync(runId, cancellationToken);

    public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken) => engine.TerminateAsync(runId, reason, cancellationToken);

    public Task PurgeAsync(string runId, CancellationToken cancellationToken) => engine.PurgeAsync(runId, cancellationToken);

    public Task<string?> TroubleAsync(CancellationToken cancellationToken) => engine.TroubleAsync(cancellationToken);
}
