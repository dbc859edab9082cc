using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>The status of a service, in and out of Windows' structures.</summary>
internal static class NativeStatus
{
    /// <summary>As SetServiceStatus takes it.</summary>
    public static SERVICE_STATUS Of(WindowsServiceReport report) => new()
    {
        dwServiceType = SERVICE_WIN32_OWN_PROCESS,
        dwCurrentState = report.State,
        dwControlsAccepted = report.Accepted,
        dwWin32ExitCode = report.ExitCode == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR,
        dwServiceSpecificExitCode = report.ExitCode,
        dwCheckPoint = report.CheckPoint,
        dwWaitHint = (uint)report.WaitHint.TotalMilliseconds,
    };

    /// <summary>As QueryServiceStatusEx gives it. A service that never ran ends with ERROR_SERVICE_NEVER_STARTED, which is no failure.</summary>
    public static ServiceStatus Read(SERVICE_STATUS_PROCESS status)
    {
        var exitCode = status.dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR ? status.dwServiceSpecificExitCode : status.dwWin32ExitCode;
        var state = status.dwCurrentState switch
        {
            SERVICE_STOPPED when status.dwWin32ExitCode is NO_ERROR or ERROR_SERVICE_NEVER_STARTED => ServiceState.Stopped,
            SERVICE_STOPPED => ServiceState.Failed,
            SERVICE_START_PENDING => ServiceState.Starting,
            SERVICE_STOP_PENDING => ServiceState.Stopping,
            _ => ServiceState.Running,
        };
        return new ServiceStatus(
            state, ProcessId: status.dwProcessId == 0 ? null : (int)status.dwProcessId, ExitCode: state == ServiceState.Failed ? (int)exitCode : null);
    }
}
