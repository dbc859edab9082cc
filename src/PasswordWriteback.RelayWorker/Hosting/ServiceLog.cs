using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Logging.EventLog;
using PasswordWriteback.RelayWorker.Hosting.Systemd;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>
/// Where the service's log goes: warnings and errors to the Application event log of Windows; everything to the journal of systemd, with
/// levels as sd-daemon(3) wants them; to the console otherwise.
/// </summary>
internal static class ServiceLog
{
    /// <summary>Source in the Application log; <c>relay install</c> registers it.</summary>
    public const string EventSource = "Password Writeback Relay";

    /// <summary>Makes the loggers.</summary>
    /// <param name="asService">Whether the process is a service of Windows.</param>
    public static ILoggerFactory Create(bool asService)
    {
        var systemd = SystemdEnvironment.Read(Environment.GetEnvironmentVariable, Environment.ProcessId);
        return LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Information);
            if (asService && OperatingSystem.IsWindows())
            {
                logging.AddEventLog(new EventLogSettings { SourceName = EventSource, LogName = "Application" });
                logging.AddFilter<EventLogLoggerProvider>(category: null, LogLevel.Warning);
            }
            else if (systemd.ToJournal || systemd.NotifySocket is not null)
            {
                logging.AddSystemdConsole();
            }
            else
            {
                logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                    console.ColorBehavior = LoggerColorBehavior.Disabled;
                });
            }
        });
    }
}
