using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PasswordWriteback.Local.Engine;

/// <summary>How an embedded engine runs.</summary>
public sealed class LocalEngineOptions
{
    /// <summary>
    /// JSON contract of every input, result and event payload. Its resolver must know them all; the engine checks inputs
    /// and results when they are registered.
    /// </summary>
    public required JsonSerializerOptions Json { get; init; }

    /// <summary>The journal's file; its directory must exist. Null: in memory, gone when the engine is disposed.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>The clock of timers and history. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Activities that run at a time; more wait their turn. Default 32.</summary>
    public int MaxConcurrentActivities { get; init; } = 32;

    /// <summary>Where the engine and <c>IOrchestrationContext.Log</c> write. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// Rebuilds every orchestrator from its history at each turn, and compares inputs too, instead of keeping it in memory
    /// until it ends. Slower; finds code that is not deterministic at once. For tests. Default false.
    /// </summary>
    public bool ReplayEveryTurn { get; init; }

    /// <summary>How long a client call waits for its write before it says that the outcome is unknown, by the wall clock whatever <see cref="Clock"/> is. Default 30 s.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long disposal waits for running activities, whose tokens it has cancelled, by the wall clock. Default 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Finished instances are deleted this long after their end, looked for every hour. Default null: kept until purged.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Places at which a test stops the engine dead.</summary>
    internal IFaultPoints? Faults { get; init; }
}
