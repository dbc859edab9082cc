using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Principal;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.Commands;
using static PasswordWriteback.RelayWorker.Hosting.Windows.ServiceControlCodes;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>Everything that makes the relay a service of Windows. What fails half-way is taken back.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsServiceInstallation
{
    private const string Description =
        "Reads Active Directory and Entra Connect for the Password Writeback backend, and changes what relay-policy.json allows. Outbound HTTPS only.";

    // What a service of an ordinary account needs and no more: without SeImpersonatePrivilege nobody who gets into the process can
    // become somebody else who connects to it.
    private const string Privileges = "SeChangeNotifyPrivilege\0";

    /// <summary>Creates the service, configures it, registers its event source and lets its account use state folder and key.</summary>
    /// <exception cref="ServiceControlException">The service exists, or Windows refuses.</exception>
    public static void Install(ServiceHandle manager, ServiceDefinition definition)
    {
        var account = WindowsServiceAccount.Choose(definition.Account, ServiceNames.Windows);
        var sid = SidOf(account);
        if (WindowsServiceAccess.FindProblem(definition.StateFolder, [sid, new SecurityIdentifier(ServiceSid.Of(ServiceNames.Windows))]) is { } problem)
        {
            throw new ServiceControlException(
                ServiceFault.NotSafe, $"Others could change what the relay keeps: {problem}", "Enrol this server with a state folder that the relay makes itself, or close this one.");
        }

        using var service = AdvApi32.CreateServiceW(
            manager,
            ServiceNames.Windows,
            ServiceNames.Display,
            SERVICE_ALL_ACCESS,
            SERVICE_WIN32_OWN_PROCESS,
            SERVICE_AUTO_START,
            SERVICE_ERROR_NORMAL,
            WindowsCommandLine.Of(definition.Executable, [.. definition.Arguments, RunCommand.AsService]),
            loadOrderGroup: null,
            tagId: 0,
            dependencies: null,
            account,
            password: null);
        if (service.IsInvalid)
        {
            throw WindowsServiceCalls.Failure("cannot be created");
        }

        try
        {
            Configure(service);
            RegisterEventSource();
            WindowsServiceAccess.Grant(definition.StateFolder, sid);
        }
        catch
        {
            _ = AdvApi32.DeleteService(service);
            throw;
        }
    }

    /// <summary>The actions after an error: restarts, each after its pause. The count begins anew after a day without one.</summary>
    internal static SC_ACTION[] Recovery() =>
        [.. ServiceTiming.Restarts.Select(pause => new SC_ACTION { Type = SC_ACTION_RESTART, Delay = (uint)pause.TotalMilliseconds })];

    private static void Configure(ServiceHandle service)
    {
        SetText(service, SERVICE_CONFIG_DESCRIPTION, Description);
        SetText(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, Privileges);
        SetNumber(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, 1);
        SetNumber(service, SERVICE_CONFIG_SERVICE_SID_INFO, SERVICE_SID_TYPE_UNRESTRICTED);
        SetNumber(service, SERVICE_CONFIG_PRESHUTDOWN_INFO, (uint)ServiceTiming.Stop.TotalMilliseconds);
        fixed (SC_ACTION* actions = Recovery())
        {
            var recovery = new SERVICE_FAILURE_ACTIONSW
            {
                dwResetPeriod = (uint)TimeSpan.FromDays(1).TotalSeconds,
                cActions = (uint)ServiceTiming.Restarts.Count,
                lpsaActions = (nint)actions,
            };
            Set(service, SERVICE_CONFIG_FAILURE_ACTIONS, &recovery);
        }

        // Also when it ends by itself with an error, not only when it crashes.
        SetNumber(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, 1);
    }

    // The messages file of .NET Framework is on every Windows that this relay runs on, wherever the relay's own files lie.
    private static void RegisterEventSource()
    {
        if (!EventLog.SourceExists(ServiceLog.EventSource))
        {
            EventLog.CreateEventSource(new EventSourceCreationData(ServiceLog.EventSource, "Application")
            {
                MessageResourceFile = Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.Windows), "Microsoft.NET", "Framework64", "v4.0.30319", "EventLogMessages.dll"),
            });
        }
    }

    private static SecurityIdentifier SidOf(string account)
    {
        if (account == WindowsServiceAccount.Virtual(ServiceNames.Windows))
        {
            return new SecurityIdentifier(ServiceSid.Of(ServiceNames.Windows));
        }

        try
        {
            return (SecurityIdentifier)new NTAccount(account).Translate(typeof(SecurityIdentifier));
        }
        catch (IdentityNotMappedException)
        {
            throw ServiceErrors.Of(ERROR_INVALID_SERVICE_ACCOUNT, $"cannot run as {account}");
        }
    }

    private static void SetText(ServiceHandle service, uint level, string text)
    {
        fixed (char* characters = text)
        {
            var info = new SERVICE_TEXT_INFO { lpText = (nint)characters };
            Set(service, level, &info);
        }
    }

    private static void SetNumber(ServiceHandle service, uint level, uint value)
    {
        var info = new SERVICE_NUMBER_INFO { dwValue = value };
        Set(service, level, &info);
    }

    private static void Set(ServiceHandle service, uint level, void* info)
    {
        if (!AdvApi32.ChangeServiceConfig2W(service, level, info))
        {
            throw WindowsServiceCalls.Failure($"cannot be configured (level {level})");
        }
    }
}
