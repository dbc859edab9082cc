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
