namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>Numbers of winsvc.h and winerror.h, under their names there.</summary>
internal static class ServiceControlCodes
{
    public const uint SERVICE_STOPPED = 1;
    public const uint SERVICE_START_PENDING = 2;
    public const uint SERVICE_STOP_PENDING = 3;
    public const uint SERVICE_RUNNING = 4;

    public const uint SERVICE_CONTROL_STOP = 1;
    public const uint SERVICE_CONTROL_INTERROGATE = 4;
    public const uint SERVICE_CONTROL_SHUTDOWN = 5;
    public const uint SERVICE_CONTROL_PRESHUTDOWN = 15;

    public const uint SERVICE_ACCEPT_STOP = 1;
    public const uint SERVICE_ACCEPT_PRESHUTDOWN = 0x100;

    public const uint SC_MANAGER_CONNECT = 1;
    public const uint SC_MANAGER_CREATE_SERVICE = 2;
    public const uint SERVICE_QUERY_CONFIG = 1;
    public const uint SERVICE_QUERY_STATUS = 4;
    public const uint SERVICE_START = 0x10;
    public const uint SERVICE_STOP = 0x20;
    public const uint DELETE = 0x10000;
    public const uint SERVICE_ALL_ACCESS = 0xF01FF;

    public const uint SERVICE_WIN32_OWN_PROCESS = 0x10;
    public const uint SERVICE_AUTO_START = 2;
    public const uint SERVICE_ERROR_NORMAL = 1;

    public const uint SERVICE_CONFIG_DESCRIPTION = 1;
    public const uint SERVICE_CONFIG_FAILURE_ACTIONS = 2;
    public const uint SERVICE_CONFIG_DELAYED_AUTO_START_INFO = 3;
    public const uint SERVICE_CONFIG_FAILURE_ACTIONS_FLAG = 4;
    public const uint SERVICE_CONFIG_SERVICE_SID_INFO = 5;
    public const uint SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO = 6;
    public const uint SERVICE_CONFIG_PRESHUTDOWN_INFO = 7;
    public const uint SERVICE_SID_TYPE_UNRESTRICTED = 1;
    public const uint SC_ACTION_RESTART = 1;
    public const uint SC_STATUS_PROCESS_INFO = 0;

    public const uint NO_ERROR = 0;
    public const int ERROR_ACCESS_DENIED = 5;
    public const uint ERROR_CALL_NOT_IMPLEMENTED = 120;
    public const int ERROR_INSUFFICIENT_BUFFER = 122;
    public const int ERROR_SERVICE_ALREADY_RUNNING = 1056;
    public const int ERROR_INVALID_SERVICE_ACCOUNT = 1057;
    public const int ERROR_SERVICE_DISABLED = 1058;
    public const int ERROR_SERVICE_DOES_NOT_EXIST = 1060;
    public const int ERROR_SERVICE_CANNOT_ACCEPT_CTRL = 1061;
    public const int ERROR_SERVICE_NOT_ACTIVE = 1062;
    public const int ERROR_FAILED_SERVICE_CONTROLLER_CONNECT = 1063;
    public const uint ERROR_SERVICE_SPECIFIC_ERROR = 1066;
    public const int ERROR_SERVICE_LOGON_FAILED = 1069;
    public const uint ERROR_SERVICE_NEVER_STARTED = 1077;
    public const int ERROR_SERVICE_MARKED_FOR_DELETE = 1072;
    public const int ERROR_SERVICE_EXISTS = 1073;
}
