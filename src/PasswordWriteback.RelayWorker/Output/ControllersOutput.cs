using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>A confirmation, domain controller by domain controller.</summary>
internal static class ControllersOutput
{
    public static void Write(Tables output, ReplicationConfirmation confirmation)
    {
        output.Heading("Domain controllers");
        output.Table(
            ["Domain controller", "Site", "Needed", "State", "Why"],
            confirmation.Controllers.Select(controller => (IReadOnlyList<string>)
                [controller.HostName, controller.Site, controller.Required ? controller.RequiredBecause : "no", Say(controller), controller.Reason]));
        foreach (var alarm in confirmation.Alarms)
        {
            output.Bad($"Alarm: {alarm}");
        }
    }

    private static string Say(ControllerConfirmation controller) => controller.State switch
    {
        ConfirmationState.Confirmed => "confirmed",
        ConfirmationState.RootPending => "waiting for replication",
        ConfirmationState.InheritancePending => "waiting for inheritance",
        ConfirmationState.Unreachable => $"unreachable since {controller.Since?.ToString("u", CultureInfo.InvariantCulture)}",
        ConfirmationState.Abandoned => $"abandoned, silent since {controller.Since?.ToString("u", CultureInfo.InvariantCulture)}",
        _ => "exempt",
    };
}
