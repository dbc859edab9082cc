using System.ComponentModel;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>Errors of the service control manager, with what to do.</summary>
internal static class ServiceErrors
{
    /// <summary>An error as a sentence.</summary>
    /// <param name="error">The Win32 error.</param>
    /// <param name="what">What the service does not do, for example <c>cannot be started</c>.</param>
    public static ServiceControlException Of(int error, string what)
    {
        var (fault, remedy) = error switch
        {
            ERROR_ACCESS_DENIED => (ServiceFault.NotElevated, "Run it as administrator (an elevated prompt)."),
            ERROR_SERVICE_DOES_NOT_EXIST => (ServiceFault.NotInstalled, "Run 'relay install' first."),
            ERROR_SERVICE_EXISTS => (ServiceFault.Exists, "Run 'relay uninstall' first; its data stay."),
            ERROR_SERVICE_MARKED_FOR_DELETE => (ServiceFault.Exists, "It is being removed: close Services and Event Viewer, which hold it, and try again."),
            ERROR_SERVICE_DISABLED => (ServiceFault.Refused, "An administrator has disabled it; set its start type back to automatic."),
            ERROR_INVALID_SERVICE_ACCOUNT => (ServiceFault.Refused, "The account is not known here. For a group managed service account, run Install-ADServiceAccount and Test-ADServiceAccount on this server first."),
            ERROR_SERVICE_LOGON_FAILED => (ServiceFault.Refused, "Give the account the right 'Log on as a service' on this server, and see with Test-ADServiceAccount that the server may use it."),
            _ => (ServiceFault.Refused, "The System event log, source Service Control Manager, says more."),
        };
        return new ServiceControlException(fault, $"The service {ServiceNames.Windows} {what}: {new Win32Exception(error).Message} (error {error}).", remedy);
    }
}
