using System.Collections.Concurrent;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Takes notes of what it is asked, and says what the test lets it say.</summary>
internal sealed class FakeRunEngine : IRunEngine
{
    private readonly ConcurrentQueue<(string RunId, string Event, object? Payload)> _raised = new();

    /// <summary>The runs that were started, by id.</summary>
    public ConcurrentDictionary<string, RunInput> Started { get; } = new(StringComparer.Ordinal);

    /// <summary>What is said of runs; a started run that is not in here is running and says nothing of itself.</summary>
    public ConcurrentDictionary<string, RunInstance> Instances { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Terminated { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<(string RunId, string Event, object? Payload)> Raised => _raised;

    /// <summary>While set, every call fails with it, and health speaks of it.</summary>
    public string? Trouble { get; set; }

    /// <summary>Happens after an event was taken.</summary>
    public Action? AfterRaising { get; set; }

    public Task StartAsync(string runId, RunInput input, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        Started.TryAdd(runId, input);
        return Task.CompletedTask;
    }

    public Task<bool> RaiseAsync<T>(string runId, string eventName, T payload, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        if (Find(runId) is not { HasEnded: false })
        {
            return Task.FromResult(false);
        }

        _raised.Enqueue((runId, eventName, payload));
        AfterRaising?.Invoke();
        return Task.FromResult(true);
    }

    public Task<RunInstance?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        return Task.FromResult(Find(runId));
    }

    public Task TerminateAsync(string runId, string reason, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        Terminated[runId] = reason;
        Instances[runId] = new RunInstance(Revision: 9, HasEnded: true, reason, Status: null);
        return Task.CompletedTask;
    }

    public Task PurgeAsync(string runId, CancellationToken cancellationToken)
    {
        ThrowIfTroubled();
        if (Find(runId) is { HasEnded: false })
        {
            throw new InvalidOperationException($"{runId} has not ended.");
        }

        Started.TryRemove(runId, out _);
        Instances.TryRemove(runId, out _);
        return Task.CompletedTask;
    }

    public Task<string?> TroubleAsync(CancellationToken cancellationToken) => Task.FromResult(Trouble);

    private RunInstance? Find(string runId) =>
        Instances.GetValueOrDefault(runId) ?? (Started.ContainsKey(runId) ? new RunInstance(Revision: 1, HasEnded: false, Failure: null, Status: null) : null);

    private void ThrowIfTroubled()
    {
        if (Trouble is { } trouble)
        {
            throw new RunEngineUnavailableException(trouble);
        }
    }
}
