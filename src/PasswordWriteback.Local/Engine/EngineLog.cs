using Microsoft.Extensions.Logging;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <summary>Everything the engine logs; event ids 1000 to 1099.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1000, LogLevel.Information, "Journal {Journal} opened, {Count} instances resumed.")]
    public static partial void Started(ILogger logger, string journal, int count);

    [LoggerMessage(1001, LogLevel.Error, "Instance {Instance} began with {Orchestrator} {Version}, for which this host has no code (it has: {Registered}). It waits for a host that has.")]
    public static partial void Parked(ILogger logger, string instance, string orchestrator, string version, string registered);

    [LoggerMessage(1002, LogLevel.Error, "Instance {Instance} failed: {ErrorType}: {ErrorMessage}")]
    public static partial void InstanceFailed(ILogger logger, string instance, string errorType, string errorMessage);

    [LoggerMessage(1003, LogLevel.Warning, "Activity {Activity} of instance {Instance} failed: {ErrorMessage}")]
    public static partial void ActivityFailed(ILogger logger, string activity, string instance, string errorMessage, Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "Activities were still running after {Timeout}; they run again at the next start.")]
    public static partial void ActivitiesStillRunning(ILogger logger, TimeSpan timeout);

    [LoggerMessage(1005, LogLevel.Critical, "A turn of instance {Instance} could not be taken: {Message}. It goes on from disk at the next event, or when the engine is restarted.")]
    public static partial void TurnFailed(ILogger logger, string instance, string message, Exception exception);

    [LoggerMessage(1010, LogLevel.Critical, "Journal {Journal} cannot be written: {Message}. Instances stand still until it can.")]
    public static partial void JournalStalled(ILogger logger, string journal, string message, Exception exception);

    [LoggerMessage(1011, LogLevel.Information, "Journal {Journal} can be written again.")]
    public static partial void JournalResumed(ILogger logger, string journal);

    [LoggerMessage(1012, LogLevel.Error, "Finished instances could not be purged: {Message}")]
    public static partial void RetentionFailed(ILogger logger, string message, Exception exception);

    [LoggerMessage(EventId = 1020, Message = "{Instance}: {Line}")]
    public static partial void Orchestrator(ILogger logger, LogLevel level, string instance, string line);

    /// <summary>The logger's word for an orchestrator's level.</summary>
    public static LogLevel Level(OrchestrationLogLevel level) => level switch
    {
        OrchestrationLogLevel.Error => LogLevel.Error,
        OrchestrationLogLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Information,
    };
}
