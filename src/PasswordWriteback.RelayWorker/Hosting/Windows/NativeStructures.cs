using System.Runtime.InteropServices;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

// The structures of winsvc.h, under their names there. Pointers to text are made by whoever fills them in.

/// <summary>SERVICE_TABLE_ENTRYW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_TABLE_ENTRYW
{
    public nint lpServiceName;
    public nint lpServiceProc;
}

/// <summary>SERVICE_STATUS.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_STATUS
{
    public uint dwServiceType;
    public uint dwCurrentState;
    public uint dwControlsAccepted;
    public uint dwWin32ExitCode;
    public uint dwServiceSpecificExitCode;
    public uint dwCheckPoint;
    public uint dwWaitHint;
}

/// <summary>SERVICE_STATUS_PROCESS.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_STATUS_PROCESS
{
    public uint dwServiceType;
    public uint dwCurrentState;
    public uint dwControlsAccepted;
    public uint dwWin32ExitCode;
    public uint dwServiceSpecificExitCode;
    public uint dwCheckPoint;
    public uint dwWaitHint;
    public uint dwProcessId;
    public uint dwServiceFlags;
}

/// <summary>QUERY_SERVICE_CONFIGW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct QUERY_SERVICE_CONFIGW
{
    public uint dwServiceType;
    public uint dwStartType;
    public uint dwErrorControl;
    public nint lpBinaryPathName;
    public nint lpLoadOrderGroup;
    public uint dwTagId;
    public nint lpDependencies;
    public nint lpServiceStartName;
    public nint lpDisplayName;
}

/// <summary>SERVICE_DESCRIPTIONW, and SERVICE_REQUIRED_PRIVILEGES_INFOW: one pointer to text.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_TEXT_INFO
{
    public nint lpText;
}

/// <summary>SERVICE_DELAYED_AUTO_START_INFO, SERVICE_FAILURE_ACTIONS_FLAG, SERVICE_SID_INFO and SERVICE_PRESHUTDOWN_INFO: one DWORD or BOOL.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_NUMBER_INFO
{
    public uint dwValue;
}

/// <summary>SC_ACTION.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SC_ACTION
{
    public uint Type;
    public uint Delay;
}

/// <summary>SERVICE_FAILURE_ACTIONSW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SERVICE_FAILURE_ACTIONSW
{
    public uint dwResetPeriod;
    public nint lpRebootMsg;
    public nint lpCommand;
    public uint cActions;
    public nint lpsaActions;
}
