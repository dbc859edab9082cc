using Microsoft.Win32.SafeHandles;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>A handle of the service control manager.</summary>
internal sealed class ServiceHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc />
    protected override bool ReleaseHandle() => !OperatingSystem.IsWindows() || AdvApi32.CloseServiceHandle(handle);
}
