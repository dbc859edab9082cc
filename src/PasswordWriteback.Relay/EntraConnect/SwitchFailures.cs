using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.EntraConnect.PowerShell;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>What a failed script means for a person. Decides by ids, types and categories, never by messages.</summary>
internal static class SwitchFailures
{
    private static readonly string Rights =
        $"Make {Environment.UserDomainName}\\{Environment.UserName} a member of the local group ADSyncAdmins of this server, and start the relay anew.";

    /// <summary>Why the switch is where it was.</summary>
    public static SwitchRefusal Explain(ConnectReading before, bool enable, PowerShellException? failure) => failure switch
    {
        null => new SwitchRefusal(
            SwitchProblem.NotKept,
            $"{SwitchCmdlet.Name} on {before.ServerName} reported success, but the switch is still {(enable ? "off" : "on")}.",
            "Look for PasswordResetService and ADSync events in the Application log of the server, then turn the switch in the wizard: "
            + "Customize synchronization options > Optional features > Password writeback."),
        { Fault: PowerShellFault.TimedOut } => SwitchRules.Ask(
            before, enable, SwitchProblem.NoAnswer,
            $"{SwitchCmdlet.Name} on {before.ServerName} did not come back in time, as it does when it waits for somebody to sign in. The switch is where it was."),
        { Error.WantsPerson: true } => SwitchRules.Ask(
            before, enable, SwitchProblem.SignInRequired, $"{SwitchCmdlet.Name} on {before.ServerName} wants a person to sign in. {failure.Message}"),
        { Error.IsDenied: true } => new SwitchRefusal(
            SwitchProblem.Failed, $"The relay may not turn the switch on {before.ServerName}. {failure.Message}", Rights),
        { Error.IsMissingCommand: true } => new SwitchRefusal(
            SwitchProblem.Failed,
            $"This build of Entra Connect ({before.InstalledVersion}) has no {SwitchCmdlet.Name}.",
            "Turn the switch in the wizard: Customize synchronization options > Optional features > Password writeback."),
        _ => new SwitchRefusal(
            SwitchProblem.Failed,
            failure.Message,
            $"See to what the message says on {before.ServerName}, then run again; or turn the switch in the wizard: "
            + "Customize synchronization options > Optional features > Password writeback."),
    };

    /// <summary>Why Entra Connect could not be read.</summary>
    public static string Unreadable(PowerShellException failure) => failure switch
    {
        { Error.IsDenied: true } => $"The relay may not read Entra Connect on this server. {failure.Message} {Rights}",
        { Error.IsMissingCommand: true } => $"This build of Entra Connect lacks a cmdlet that the relay needs. {failure.Message}",
        _ => $"Entra Connect on this server could not be read. {failure.Message}",
    };
}
