using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PasswordWriteback.Core;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>The relay as a service of Windows. Never run on Windows yet.</summary>
/// <param name="time">The clock.</param>
[SupportedOSPlatform("windows")]
internal sealed class WindowsServiceControl(TimeProvider time) : IServiceControl
{
    /// <inheritdoc />
    public string Name => ServiceNames.Windows;

    /// <inheritdoc />
    public Task InstallAsync(ServiceDefinition definition, CancellationToken cancellationToken)
    {
        using var manager = WindowsServiceCalls.Manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
        WindowsServiceInstallation.Install(manager, definition);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task UninstallAsync(CancellationToken cancellationToken)
    {
        await StopAsync(cancellationToken).ConfigureAwait(false);
        using var service = WindowsServiceCalls.Service(DELETE);
        if (!AdvApi32.DeleteService(service))
        {
            throw WindowsServiceCalls.Failure("cannot be removed");
        }
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var service = WindowsServiceCalls.Service(SERVICE_START | SERVICE_QUERY_STATUS);
        if (!AdvApi32.StartServiceW(service, count: 0, arguments: 0) && Marshal.GetLastPInvokeError() != ERROR_SERVICE_ALREADY_RUNNING)
        {
            throw WindowsServiceCalls.Failure("cannot be started");
        }

        await ServiceWait.UntilAsync(() => WindowsServiceCalls.Status(service), ServiceState.Running, ServiceTiming.Start, time, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var service = WindowsServiceCalls.Service(SERVICE_STOP | SERVICE_QUERY_STATUS);
        if (WindowsServiceCalls.Status(service).State != ServiceState.Stopping)
        {
            await OrderStopAsync(service, cancellationToken).ConfigureAwait(false);
        }

        await ServiceWait.UntilAsync(() => WindowsServiceCalls.Status(service), ServiceState.Stopped, ServiceTiming.Stop, time, cancellationToken).ConfigureAwait(false);
    }

    // A service that starts, or has just begun to stop, takes no order: it is given again until it takes it or has stopped.
    private async Task OrderStopAsync(ServiceHandle service, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!AdvApi32.ControlService(service, SERVICE_CONTROL_STOP, out _))
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case ERROR_SERVICE_NOT_ACTIVE:
                    return;
                case ERROR_SERVICE_CANNOT_ACCEPT_CTRL when time.GetElapsedTime(began) < ServiceTiming.Start:
                    await Task.Delay(ServiceWait.Pause, time, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw WindowsServiceCalls.Failure("cannot be stopped");
            }
        }
    }

    /// <inheritdoc />
    public Task<Reading<ServiceStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var service = WindowsServiceCalls.Service(SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG);
            return Task.FromResult(Reading.Known(WindowsServiceCalls.WithConfiguration(service, WindowsServiceCalls.Status(service))));
        }
        catch (ServiceControlException none) when (none.Fault == ServiceFault.NotInstalled)
        {
            return Task.FromResult(Reading.Known(ServiceStatus.NotInstalled));
        }
        catch (Exception trouble) when (trouble is ServiceControlException or Win32Exception)
        {
            return Task.FromResult(Reading.Unknown<ServiceStatus>(trouble.Message));
        }
    }
}
