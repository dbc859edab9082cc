using PasswordWriteback.RelayWorker.Hosting.Systemd;
using PasswordWriteback.RelayWorker.Hosting.Windows;

namespace PasswordWriteback.RelayWorker.Hosting;

/// <summary>The service manager of this machine.</summary>
internal static class ServiceControls
{
    /// <summary>The service control manager on Windows, systemd elsewhere.</summary>
    public static IServiceControl Here(TimeProvider time) => OperatingSystem.IsWindows()
        ? new WindowsServiceControl(time)
        : new SystemdServiceControl("/etc/systemd/system", new SystemTool(Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin", time));
}
