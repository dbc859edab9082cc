using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting.Systemd;
using PasswordWriteback.RelayWorker.Hosting.Windows;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>Runs the relay as what started it expects: a service of Windows, of systemd, or a process in a console.</summary>
internal static class ServiceRun
{
    /// <summary>Runs <paramref name="relay"/> to its end.</summary>
    /// <param name="asService">Whether the service control manager of Windows started this process.</param>
    /// <param name="relay">The relay; ends in order when its token is cancelled.</param>
    /// <param name="pulse">Whether it lives.</param>
    /// <param name="loggers">Where the host logs.</param>
    /// <param name="stop">Ctrl+C, or SIGTERM.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">This process was not started by the service control manager.</exception>
    public static async Task<int> RunAsync(
        bool asService, Func<CancellationToken, Task> relay, RelayPulse pulse, ILoggerFactory loggers, CancellationToken stop)
    {
        var logger = loggers.CreateLogger("Host");
        if (asService)
        {
            return OperatingSystem.IsWindows()
                ? await OnWindowsAsync(token => LoggedAsync(relay, logger, token), pulse.Started).ConfigureAwait(false)
                : throw new UsageException("--as-service is for the service control manager of Windows alone.", "Leave it away; systemd tells the relay by itself.");
        }

        var systemd = SystemdEnvironment.Read(Environment.GetEnvironmentVariable, Environment.ProcessId);
        if (systemd.NotifySocket is null)
        {
            await relay(stop).ConfigureAwait(false);
            return ExitCode.Done;
        }

        using var notifier = new SystemdNotifier(systemd.NotifySocket);
        var host = new SystemdHost(notifier, systemd.WatchdogInterval, pulse, TimeProvider.System, logger);
        return await LoggedAsync(token => host.RunAsync(relay, token), logger, stop).ConfigureAwait(false);
    }

    [SupportedOSPlatform("windows")]
    private static Task<int> OnWindowsAsync(Func<CancellationToken, Task<int>> work, Task started)
    {
        int Run() => WindowsServiceHost.Run(ServiceNames.Windows, work, started);
        return Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    // Nobody reads the standard error of a service: why it ended stands in the log.
    private static async Task<int> LoggedAsync(Func<CancellationToken, Task> relay, ILogger logger, CancellationToken stop)
    {
        try
        {
            await relay(stop).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was told to stop before it was ready: an error here would have its manager start it again.
            return ExitCode.Done;
        }
        catch (Exception exception) when (Failure.From(exception) is not null)
        {
            var failure = Failure.From(exception)!;
            HostLog.CannotRun(logger, failure.Message, failure.Remedy);
            return failure.ExitCode;
        }
        catch (Exception defect)
        {
            HostLog.Defect(logger, defect);
            return ExitCode.Failed;
        }
    }
}
