using System.Runtime.InteropServices;
using PasswordWriteback.RelayWorker.Hosting.Windows;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>Sizes and offsets as winsvc.h has them on 64-bit Windows: what is wrong here would be memory written over there.</summary>
public sealed class NativeStructuresTests
{
    [Fact]
    public void Sizes_AreThoseOf64BitWindows()
    {
        Assert.Equal(16, Marshal.SizeOf<SERVICE_TABLE_ENTRYW>());
        Assert.Equal(28, Marshal.SizeOf<SERVICE_STATUS>());
        Assert.Equal(36, Marshal.SizeOf<SERVICE_STATUS_PROCESS>());
        Assert.Equal(64, Marshal.SizeOf<QUERY_SERVICE_CONFIGW>());
        Assert.Equal(8, Marshal.SizeOf<SERVICE_TEXT_INFO>());
        Assert.Equal(4, Marshal.SizeOf<SERVICE_NUMBER_INFO>());
        Assert.Equal(8, Marshal.SizeOf<SC_ACTION>());
        Assert.Equal(40, Marshal.SizeOf<SERVICE_FAILURE_ACTIONSW>());
    }

    [Theory]
    [InlineData(nameof(QUERY_SERVICE_CONFIGW.lpBinaryPathName), 16)]
    [InlineData(nameof(QUERY_SERVICE_CONFIGW.dwTagId), 32)]
    [InlineData(nameof(QUERY_SERVICE_CONFIGW.lpServiceStartName), 48)]
    [InlineData(nameof(QUERY_SERVICE_CONFIGW.lpDisplayName), 56)]
    public void QueryServiceConfig_HasItsPointers_WhereWindowsPutsThem(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<QUERY_SERVICE_CONFIGW>(field));

    [Theory]
    [InlineData(nameof(SERVICE_FAILURE_ACTIONSW.lpRebootMsg), 8)]
    [InlineData(nameof(SERVICE_FAILURE_ACTIONSW.cActions), 24)]
    [InlineData(nameof(SERVICE_FAILURE_ACTIONSW.lpsaActions), 32)]
    public void FailureActions_HasItsPointers_WhereWindowsPutsThem(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<SERVICE_FAILURE_ACTIONSW>(field));

    [Fact]
    public void AStatusWithAnExitCode_IsServiceSpecific()
    {
        var status = NativeStatus.Of(new WindowsServiceReport(ServiceControlCodes.SERVICE_STOPPED, 0, ExitCode: 3, 0, TimeSpan.Zero));

        Assert.Equal((ServiceControlCodes.ERROR_SERVICE_SPECIFIC_ERROR, 3u), (status.dwWin32ExitCode, status.dwServiceSpecificExitCode));
    }

    [Theory]
    [InlineData(ServiceControlCodes.SERVICE_STOPPED, 0u, 0u, "Stopped", null)]
    [InlineData(ServiceControlCodes.SERVICE_STOPPED, ServiceControlCodes.ERROR_SERVICE_NEVER_STARTED, 0u, "Stopped", null)]
    [InlineData(ServiceControlCodes.SERVICE_STOPPED, ServiceControlCodes.ERROR_SERVICE_SPECIFIC_ERROR, 3u, "Failed", 3)]
    [InlineData(ServiceControlCodes.SERVICE_STOPPED, 1067u, 0u, "Failed", 1067)]
    [InlineData(ServiceControlCodes.SERVICE_START_PENDING, 0u, 0u, "Starting", null)]
    [InlineData(ServiceControlCodes.SERVICE_RUNNING, 0u, 0u, "Running", null)]
    [InlineData(ServiceControlCodes.SERVICE_STOP_PENDING, 0u, 0u, "Stopping", null)]
    public void AStatusThatWindowsGives_IsRead(uint state, uint win32, uint specific, string expected, int? exitCode)
    {
        var status = NativeStatus.Read(new SERVICE_STATUS_PROCESS { dwCurrentState = state, dwWin32ExitCode = win32, dwServiceSpecificExitCode = specific });

        Assert.Equal((expected, exitCode), (status.State.ToString(), status.ExitCode));
    }
}
