using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Judges what else could write passwords back: a second Entra Connect server, or Cloud Sync.</summary>
public static class SurroundingFindings
{
    /// <summary>How Cloud Sync's own switch is turned; on the server of its agent, as a Global or Hybrid Identity Administrator.</summary>
    public const string CloudSyncCommand =
        "Import-Module 'C:\\Program Files\\Microsoft Azure AD Connect Provisioning Agent\\Microsoft.CloudSync.Powershell.dll'; "
        + "Set-AADCloudSyncPasswordWritebackConfiguration -Enable $true -Credential $(Get-Credential)";

    /// <summary>Finding CON006 of a forest.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="connect">The Entra Connect server of its relay.</param>
    /// <param name="surroundings">What the directory shows.</param>
    public static Finding Judge(string forest, Reading<ConnectReading> connect, ConnectSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(surroundings);
        var agent = connect.Value?.CloudSyncAgent;
        var cloudSync = surroundings.CloudSync || agent is not null;
        var facts = new JsonObject
        {
            ["servers"] = new JsonArray([.. surroundings.OtherServers.Select(server => (JsonNode)server)]),
            ["cloudSync"] = cloudSync,
        };
        if (surroundings.OtherServers.Count == 0 && !cloudSync && surroundings.Gaps is { Count: > 0 } gaps)
        {
            return new Finding(
                FindingCodes.OtherSynchronization,
                FindingStatus.Unknown,
                forest,
                new Evidence($"No other server was seen, but the relay may not have seen everything: {string.Join(' ', gaps)}", facts),
                "Give the relay's identity the rights that are named, and run the check again.");
        }

        if (surroundings.OtherServers.Count == 0 && !cloudSync)
        {
            return new Finding(FindingCodes.OtherSynchronization, FindingStatus.Met, forest, new Evidence(
                "No connector account names another Entra Connect server, and there is no sign of Cloud Sync.", facts));
        }

        var summary = new List<string>();
        var remedy = new List<string>();
        if (surroundings.OtherServers.Count > 0)
        {
            summary.Add($"Connector accounts name other Entra Connect servers, on which no relay answers for this forest: {string.Join(", ", surroundings.OtherServers)}.");
            remedy.Add("On each of them 'Get-ADSyncScheduler' must show StagingModeEnabled True; of one that is gone, disable the connector account.");
        }

        if (cloudSync)
        {
            summary.Add(agent is null
                ? "Cloud Sync has its service account in this forest."
                : $"The Cloud Sync agent{(agent.Length > 0 ? $" {agent}" : string.Empty)} runs on {connect.Value!.ServerName}.");
            remedy.Add($"Domains that Cloud Sync serves have a writeback switch of their own: {CloudSyncCommand}");
        }

        return new Finding(
            FindingCodes.OtherSynchronization, FindingStatus.Unknown, forest, new Evidence(string.Join(' ', summary), facts), string.Join(' ', remedy));
    }

    /// <summary>Finding CON006 anew, without the servers that relays of this tenant have read: what those do is known.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="connect">The Entra Connect server that serves it.</param>
    /// <param name="surroundings">What its directory shows.</param>
    /// <param name="read">The servers that relays of this tenant have read.</param>
    public static Finding Judge(string forest, Reading<ConnectReading> connect, ConnectSurroundings surroundings, IReadOnlyList<ConnectReading> read)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        return Judge(forest, connect, surroundings with
        {
            OtherServers = [.. surroundings.OtherServers.Where(other => !read.Any(server => server.ServerName.Equals(other, StringComparison.OrdinalIgnoreCase)))],
        });
    }

    /// <summary>Whether two readings are of one server: computer names are unique in a domain only.</summary>
    public static bool IsSameServer(ConnectReading one, ConnectReading other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return Identity(one).Equals(Identity(other), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Finding CON002 anew, where relays of one tenant read two active servers: only one may write back, the second takes the
    /// listener of the first away. Empty when there are not two.
    /// </summary>
    /// <param name="readings">Each forest, and the server of its relay.</param>
    public static IReadOnlyList<Finding> JudgeTogether(IReadOnlyList<(string Forest, Reading<ConnectReading> Connect)> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var active = readings.Where(reading => reading.Connect is { IsKnown: true, Value.Staging: false }).ToList();
        var servers = active.Select(reading => reading.Connect.Value!).DistinctBy(Identity, StringComparer.OrdinalIgnoreCase)
            .Select(server => server.ServerName).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return servers.Count < 2
            ? []
            :
            [
                .. active.Select(reading => new Finding(
                    FindingCodes.ActiveConnectServer,
                    FindingStatus.NotMet,
                    reading.Forest,
                    new Evidence($"{servers.Count} Entra Connect servers are active at once: {string.Join(", ", servers)}. The second takes the writeback listener of the first away."),
                    "Put all but one in staging mode: Entra Connect wizard > Configure > Configure staging mode.")),
            ];
    }

    private static string Identity(ConnectReading server) =>
        $"{server.ServerName}|{string.Join('|', server.Connectors.Select(connector => $"{connector.Forest}/{connector.AccountName}").Order(StringComparer.OrdinalIgnoreCase))}";
}
