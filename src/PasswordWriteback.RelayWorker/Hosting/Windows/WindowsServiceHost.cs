using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PasswordWriteback.RelayWorker.CommandLine;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>
/// Joins this process to the service control manager. The functions that Windows calls are static, so nothing can be collected under
/// it, and what they need is in static fields: a process of this program is one service.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsServiceHost
{
    private static string _name = string.Empty;
    private static Func<CancellationToken, Task<int>> _work = static _ => Task.FromResult(0);
    private static Task _started = Task.CompletedTask;
    private static WindowsServiceLife? _life;
    private static nint _handle;
    private static int _exitCode;

    /// <summary>Runs the service; blocks its thread until the service has stopped.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="work">The relay; returns an exit code and throws nothing.</param>
    /// <param name="started">Completes when it is ready.</param>
    /// <returns>The relay's exit code.</returns>
    /// <exception cref="UsageException">The process was not started by the service control manager.</exception>
    /// <exception cref="Win32Exception">The service control manager refuses.</exception>
    public static int Run(string name, Func<CancellationToken, Task<int>> work, Task started)
    {
        (_name, _work, _started) = (name, work, started);
        fixed (char* text = name)
        {
            var table = stackalloc SERVICE_TABLE_ENTRYW[2];
            table[0] = new SERVICE_TABLE_ENTRYW { lpServiceName = (nint)text, lpServiceProc = (nint)(delegate* unmanaged[Stdcall]<uint, char**, void>)&ServiceMain };
            table[1] = default;
            if (!AdvApi32.StartServiceCtrlDispatcherW(table))
            {
                var error = Marshal.GetLastPInvokeError();
                throw error == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT
                    ? new UsageException("--as-service is for the service control manager of Windows alone.", "Run 'relay start', or 'relay run' without it.")
                    : new Win32Exception(error);
            }
        }

        return _exitCode;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void ServiceMain(uint count, char** arguments)
    {
        _life = new WindowsServiceLife(Report, TimeProvider.System);
        _handle = AdvApi32.RegisterServiceCtrlHandlerExW(_name, &Handle, context: 0);
        if (_handle == 0)
        {
            // Nobody can be told: without a status the dispatcher would wait for this service for ever.
            Environment.Exit(ExitCode.Failed);
        }

        _life.RunAsync(_work, _started).GetAwaiter().GetResult();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static uint Handle(uint control, uint eventType, nint eventData, nint context) => _life?.Control(control) ?? ERROR_CALL_NOT_IMPLEMENTED;

    private static void Report(WindowsServiceReport report)
    {
        _exitCode = (int)report.ExitCode;
        var status = NativeStatus.Of(report);
        _ = AdvApi32.SetServiceStatus(_handle, in status);
    }
}
