using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Judges an Entra Connect server: version, staging, switch.</summary>
public static class ConnectFindings
{
    internal const string Upgrade =
        "Upgrade Entra Connect on this server with the installer from the Entra admin center (Entra Connect > Get started > Manage).";

    internal const string FinishUpgrade = "Start the Entra Connect wizard on the server and let it finish the upgrade.";

    internal const string ReadVersions =
        "On the server, compare the product version of miiserver.exe (the service ADSync) with Microsoft.Synchronize.ServerConfigurationVersion "
        + "in (Get-ADSyncGlobalSettings).Parameters; see that the relay's account may read both.";

    /// <summary>Findings CON001, CON002, CON003 and CON005 of a forest.</summary>
    /// <param name="forest">The forest that the relay serves.</param>
    /// <param name="reading">What the relay read on the server it runs on.</param>
    /// <param name="at">The day to judge versions by.</param>
    public static IReadOnlyList<Finding> Judge(string forest, Reading<ConnectReading> reading, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (!reading.IsKnown)
        {
            return
            [
                .. new[]
                {
                    FindingCodes.ConnectVersion,
                    FindingCodes.ActiveConnectServer,
                    FindingCodes.ConnectSwitch,
                    FindingCodes.ConnectVersionsAgree,
                }.Select(code => new Finding(code, FindingStatus.Unknown, forest, new Evidence(reading.UnknownReason))),
            ];
        }

        var server = reading.Value;
        return [Version(forest, server, at), Active(forest, server), Switch(forest, server), VersionsAgree(forest, server)];
    }

    private static Finding Version(string forest, ConnectReading server, DateTimeOffset at)
    {
        var facts = new JsonObject { ["server"] = server.ServerName, ["installed"] = server.InstalledVersion };
        if (ConnectVersions.Unread(server) is { } unread)
        {
            return new Finding(FindingCodes.ConnectVersion, FindingStatus.Unknown, forest, new Evidence(unread, facts), ReadVersions);
        }

        if (!System.Version.TryParse(server.InstalledVersion, out var version))
        {
            return new Finding(FindingCodes.ConnectVersion, FindingStatus.Unknown, forest, new Evidence(
                $"'{server.InstalledVersion}' on {server.ServerName} is no version number.", facts));
        }

        if (!ConnectVersions.Works(version, at))
        {
            return new Finding(FindingCodes.ConnectVersion, FindingStatus.NotMet, forest, new Evidence(
                $"{server.ServerName} runs {version}; versions below {ConnectVersions.Floor} no longer synchronize since "
                + $"{ConnectVersions.FloorFrom:yyyy-MM-dd}.", facts), Upgrade);
        }

        if (!ConnectVersions.Agree(server))
        {
            return new Finding(
                FindingCodes.ConnectVersion, FindingStatus.ActionRequired, forest, new Evidence(ConnectVersions.Describe(server), facts), FinishUpgrade);
        }

        var end = ConnectVersions.EndOfSupport(version);
        facts["endOfSupport"] = end?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return end < at
            ? new Finding(FindingCodes.ConnectVersion, FindingStatus.Met, forest, new Evidence(
                $"{server.ServerName} runs {version}, which works but is out of support since {end:yyyy-MM-dd}.", facts), Upgrade)
            : new Finding(FindingCodes.ConnectVersion, FindingStatus.Met, forest, new Evidence(
                $"{server.ServerName} runs {version}.", facts));
    }

    private static Finding Active(string forest, ConnectReading server) => server.Staging
        ? new Finding(
            FindingCodes.ActiveConnectServer,
            FindingStatus.NotMet,
            forest,
            new Evidence($"{server.ServerName} is in staging mode and does not write back."),
            "Enrol the relay on the active Entra Connect server; a staging server runs neither password sync nor writeback.")
        : new Finding(FindingCodes.ActiveConnectServer, FindingStatus.Met, forest, new Evidence(
            $"{server.ServerName} is active."));

    private static Finding Switch(string forest, ConnectReading server) => server.WritebackEnabled
        ? new Finding(FindingCodes.ConnectSwitch, FindingStatus.Met, forest, new Evidence(
            $"Password writeback is on at {server.ServerName}."))
        : new Finding(
            FindingCodes.ConnectSwitch,
            FindingStatus.NotMet,
            forest,
            new Evidence($"Password writeback is off at {server.ServerName}."),
            "Run an apply; or in the Entra Connect wizard: Configure > Customize synchronization options > Optional features > "
            + "Password writeback.");

    private static Finding VersionsAgree(string forest, ConnectReading server)
    {
        if (ConnectVersions.Unread(server) is { } unread)
        {
            return new Finding(FindingCodes.ConnectVersionsAgree, FindingStatus.Unknown, forest, new Evidence(unread), ReadVersions);
        }

        return ConnectVersions.Agree(server)
            ? new Finding(FindingCodes.ConnectVersionsAgree, FindingStatus.Met, forest, new Evidence(
                $"Binary and configuration are both {server.InstalledVersion}."))
            : new Finding(
                FindingCodes.ConnectVersionsAgree, FindingStatus.NotMet, forest, new Evidence(ConnectVersions.Describe(server)), FinishUpgrade);
    }
}
