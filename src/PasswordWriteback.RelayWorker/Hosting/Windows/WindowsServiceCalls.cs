using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>Calls of the service control manager, with its errors as sentences.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsServiceCalls
{
    /// <summary>Opens the service control manager.</summary>
    public static ServiceHandle Manager(uint access) => Open(AdvApi32.OpenSCManagerW(machine: null, database: null, access), "cannot be reached");

    /// <summary>Opens the relay's service.</summary>
    public static ServiceHandle Service(uint access)
    {
        using var manager = Manager(SC_MANAGER_CONNECT);
        return Open(AdvApi32.OpenServiceW(manager, ServiceNames.Windows, access), "cannot be opened");
    }

    /// <summary>Where the service stands.</summary>
    public static ServiceStatus Status(ServiceHandle service)
    {
        SERVICE_STATUS_PROCESS status;
        return AdvApi32.QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, &status, (uint)sizeof(SERVICE_STATUS_PROCESS), out _)
            ? NativeStatus.Read(status)
            : throw Failure("cannot be asked");
    }

    /// <summary>Adds how it is configured.</summary>
    public static ServiceStatus WithConfiguration(ServiceHandle service, ServiceStatus status)
    {
        _ = AdvApi32.QueryServiceConfigW(service, config: null, size: 0, out var needed);
        if (Marshal.GetLastPInvokeError() != ERROR_INSUFFICIENT_BUFFER)
        {
            throw Failure("cannot be asked for its configuration");
        }

        var buffer = NativeMemory.Alloc(needed);
        try
        {
            if (!AdvApi32.QueryServiceConfigW(service, buffer, needed, out _))
            {
                throw Failure("cannot be asked for its configuration");
            }

            var config = (QUERY_SERVICE_CONFIGW*)buffer;
            return status with
            {
                StartsWithMachine = config->dwStartType <= SERVICE_AUTO_START,
                Account = Marshal.PtrToStringUni(config->lpServiceStartName),
                CommandLine = Marshal.PtrToStringUni(config->lpBinaryPathName),
            };
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    /// <summary>The last error as a sentence.</summary>
    /// <param name="what">What the service does not do, for example <c>cannot be started</c>.</param>
    public static ServiceControlException Failure(string what) => ServiceErrors.Of(Marshal.GetLastPInvokeError(), what);

    private static ServiceHandle Open(ServiceHandle handle, string what)
    {
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var failure = Failure(what);
        handle.Dispose();
        throw failure;
    }
}
