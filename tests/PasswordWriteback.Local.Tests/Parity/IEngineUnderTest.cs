using System.Text.Json;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Parity;

/// <summary>What is registered with an engine before it starts.</summary>
public interface IEngineSetup
{
    void AddOrchestrator<TInput, TResult>(string name, string version, Func<IOrchestrationContext, TInput, Task<TResult>> run);

    void AddActivity<TInput, TResult>(Activity<TInput, TResult> activity, Func<TInput, TResult> run);
}

/// <summary>How an instance ended.</summary>
/// <param name="State"><c>Completed</c>, <c>Failed</c> or <c>Terminated</c>.</param>
/// <param name="Output">Its output, if it completed.</param>
/// <param name="ErrorType">Type of what it failed with; else null.</param>
/// <param name="ErrorMessage">Its message; else null.</param>
public sealed record InstanceEnd(string State, JsonElement? Output, string? ErrorType, string? ErrorMessage);

/// <summary>An engine as the parity suite sees it. Nothing here is peculiar to one engine.</summary>
public interface IEngineUnderTest : IAsyncDisposable
{
    /// <summary>Everything orchestrators have logged.</summary>
    IReadOnlyCollection<string> LogLines { get; }

    Task StartAsync<TInput>(string name, string instanceId, TInput input, string? version = null);

    Task RaiseEventAsync<T>(string instanceId, string name, T payload);

    Task<RunStatus?> GetCustomStatusAsync(string instanceId);

    /// <summary>Waits for what happens by itself; then durable time passes, unit by unit, with the same wait after each.</summary>
    Task PassAsync(int units);

    /// <summary>Waits, some seconds at most, until the instance has ended.</summary>
    Task<InstanceEnd> EndAsync(string instanceId);

    /// <summary>Whether the instance has ended by now.</summary>
    Task<bool> HasEndedAsync(string instanceId);
}
