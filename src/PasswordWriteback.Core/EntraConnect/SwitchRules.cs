namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Decides, on the server itself and just before, whether its switch may be turned. Turning it off is never refused.</summary>
public static class SwitchRules
{
    /// <summary>Why the switch must not be turned; null when it may be.</summary>
    /// <param name="server">The server as it is now.</param>
    /// <param name="enable">On or off.</param>
    /// <param name="at">The day to judge versions by.</param>
    public static SwitchRefusal? Refuse(ConnectReading server, bool enable, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!enable || server.WritebackEnabled)
        {
            return null;
        }

        if (server.Staging)
        {
            return new SwitchRefusal(
                SwitchProblem.Staging,
                $"{server.ServerName} is in staging mode and would not write back.",
                "Enrol the relay on the active Entra Connect server, or take this one out of staging mode in its wizard.");
        }

        if (ConnectVersions.Unread(server) is { } unread)
        {
            return new SwitchRefusal(SwitchProblem.VersionsDisagree, $"{unread} A half-done upgrade cannot be ruled out.", ConnectFindings.ReadVersions);
        }

        if (!Version.TryParse(server.InstalledVersion, out var version) || !ConnectVersions.Works(version, at))
        {
            return new SwitchRefusal(
                SwitchProblem.VersionTooOld,
                $"{server.ServerName} runs '{server.InstalledVersion}', which no longer synchronizes (the floor is {ConnectVersions.Floor}).",
                ConnectFindings.Upgrade);
        }

        return ConnectVersions.Agree(server)
            ? null
            : new SwitchRefusal(SwitchProblem.VersionsDisagree, ConnectVersions.Describe(server), ConnectFindings.FinishUpgrade);
    }

    /// <summary>Why this build cannot be switched without a person; null when it can.</summary>
    public static SwitchRefusal? RefuseUnattended(ConnectReading server, bool enable)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.SwitchCmdlet is not { } sets || SwitchCmdlet.RunsUnattended(sets))
        {
            return null;
        }

        var demands = SwitchCmdlet.Demands(sets);
        return Ask(
            server,
            enable,
            SwitchProblem.SignInRequired,
            demands.Count > 0
                ? $"{SwitchCmdlet.Name} of version {server.InstalledVersion} demands {string.Join(", ", demands)}: a person has to sign in."
                : $"{SwitchCmdlet.Name} of version {server.InstalledVersion} has no parameter set that this relay knows.");
    }

    /// <summary>A refusal that asks a person to type the command.</summary>
    public static SwitchRefusal Ask(ConnectReading server, bool enable, SwitchProblem problem, string detail)
    {
        ArgumentNullException.ThrowIfNull(server);
        var command = SwitchCmdlet.Typed(
            server.EntraConnector ?? "<name of the Entra connector>", enable, server.SwitchCmdlet is { } sets ? SwitchCmdlet.Demands(sets) : []);
        return new SwitchRefusal(
            problem,
            detail,
            $"On {server.ServerName}, in Windows PowerShell as administrator, type: {command}   "
            + "Sign in as a cloud-only (not federated) Hybrid Identity Administrator or Global Administrator. "
            + "The wizard does the same: Customize synchronization options > Optional features > Password writeback.")
        {
            Command = command,
        };
    }
}
