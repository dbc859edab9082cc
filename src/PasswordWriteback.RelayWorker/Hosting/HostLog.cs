using Microsoft.Extensions.Logging;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>What the host of the service logs; ids from 1101. The service's own lines are in PasswordWriteback.Relay.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1101, LogLevel.Error, "The relay cannot run: {Message} {Remedy}")]
    public static partial void CannotRun(ILogger logger, string message, string? remedy);

    [LoggerMessage(1102, LogLevel.Critical, "The relay ended in a defect.")]
    public static partial void Defect(ILogger logger, Exception defect);

    [LoggerMessage(1103, LogLevel.Information, "The service manager asks the relay to stop.")]
    public static partial void AskedToStop(ILogger logger);

    [LoggerMessage(1104, LogLevel.Error, "The receiving loop has stood still for {Silence}; systemd gets no sign of life and will end this process.")]
    public static partial void StandsStill(ILogger logger, TimeSpan silence);

    [LoggerMessage(1105, LogLevel.Warning, "systemd cannot be told about this service: {Trouble}")]
    public static partial void ManagerNotTold(ILogger logger, string trouble);
}
