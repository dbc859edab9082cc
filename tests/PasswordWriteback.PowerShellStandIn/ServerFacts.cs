using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace PasswordWriteback.PowerShellStandIn;

/// <summary>What the reading script finds on the server, in the form in which Windows PowerShell 5.1 writes JSON.</summary>
internal static class ServerFacts
{
    private const string EntraIdentifier = "b891884f-051e-4a83-95af-2544101c9083";

    public static JsonObject Read(StandInServer server, string exportFolder)
    {
        var gaps = new JsonArray();
        if (server.ExportFails)
        {
            gaps.Add(new JsonObject
            {
                ["what"] = "the configuration export (Get-ADSyncServerConfiguration)",
                ["error"] = new JsonObject { ["id"] = "AccessDenied,Get", ["message"] = "Zugriff verweigert" },
            });
        }
        else
        {
            Export(server, exportFolder);
        }

        var connectors = new JsonArray([.. server.Connectors.Select(Connector)]);
        if (server.EntraConnector is not null)
        {
            connectors.Add(new JsonObject { ["identifier"] = EntraIdentifier, ["name"] = server.EntraConnector, ["type"] = "Extensible2", ["partitions"] = new JsonArray() });
        }

        return new JsonObject
        {
            ["installed"] = true,
            ["server"] = "SYNC1",
            ["binary"] = server.Binary,
            ["registry"] = server.Registry,
            ["settings"] = new JsonObject
            {
                ["Microsoft.Synchronize.ServerConfigurationVersion"] = server.Configured,
                ["Microsoft.OptionalFeature.DeviceWriteBack"] = "False",
            },
            ["scheduler"] = new JsonObject
            {
                ["StagingModeEnabled"] = server.Staging.ToString(),
                ["SyncCycleEnabled"] = "True",
                ["SchedulerSuspended"] = "False",
                ["NextSyncCycleStartTimeInUTC"] = DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture),
            },
            ["connectors"] = connectors,
            ["switch"] = server.EntraConnector is null ? null : server.Enabled,
            ["cmdlet"] = new JsonArray(new JsonObject
            {
                ["parameters"] = new JsonArray(["Connector", "Enable", "AzureADCredential", .. server.Demands.Select(name => (JsonNode)name)]),
                ["mandatory"] = new JsonArray(["Connector", "Enable", .. server.Demands.Select(name => (JsonNode)name)]),
            }),
            ["features"] = new JsonObject { ["PasswordHashSync"] = "True", ["PasswordWriteBack"] = server.Enabled.ToString() },
            ["cloudSync"] = server.CloudSync,
            ["gaps"] = gaps,
        };
    }

    private static JsonObject Connector(StandInConnector connector) => new()
    {
        ["identifier"] = connector.Identifier,
        ["name"] = connector.Name,
        ["type"] = "AD",
        ["forest"] = connector.Forest,
        ["account"] = connector.Account,
        ["sid"] = connector.Sid,
        ["created"] = "2026-01-02T03:04:05.0000000Z",
        ["objectTypes"] = new JsonArray("user", "group"),
        ["attributes"] = "mail",
        ["partitions"] = new JsonObject
        {
            ["value"] = new JsonArray(new JsonObject
            {
                ["name"] = connector.Forest,
                ["dn"] = "DC=" + connector.Forest.Replace(".", ",DC=", StringComparison.Ordinal),
                ["selected"] = true,
                ["included"] = new JsonArray([.. connector.Included.Select(dn => (JsonNode)dn)]),
                ["excluded"] = new JsonArray(),
                ["classes"] = "user",
            }),
            ["Count"] = 1,
        },
    };

    private static void Export(StandInServer server, string folder)
    {
        var connectors = Directory.CreateDirectory(Path.Combine(folder, "Connectors")).FullName;
        foreach (var connector in server.Connectors)
        {
            new XElement("saved-ma-configuration", new XElement(
                "ma-data",
                new XElement("id", $"{{{connector.Identifier.ToUpperInvariant()}}}"),
                new XElement("name", connector.Name),
                new XElement("last-modification-time", DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture)),
                new XElement("private-configuration", new XElement(
                    "adma-configuration",
                    new XElement("forest-name", connector.Forest),
                    new XElement("encrypted-attributes", Guid.NewGuid()))),
                new XElement("ma-partition-data", new XElement(
                    "partition",
                    new XElement("selected", 1),
                    new XElement("filter", new XElement("containers", new XElement("inclusions", (server.Enabled ? connector.Included.Reverse() : connector.Included).Select(dn => new XElement("inclusion", dn))))),
                    new XElement("custom-data", new XElement(
                        "adma-partition-data",
                        new XElement("cookie", Guid.NewGuid()),
                        new XElement("preferred-dcs", connector.Preferred.Select(host => new XElement("preferred-dc", host))),
                        new XElement("last-dc", connector.LastUsed ?? string.Empty))))))).Save(Path.Combine(connectors, $"Connector_{{{connector.Identifier}}}.xml"));
        }

        var rules = Directory.CreateDirectory(Path.Combine(folder, "SynchronizationRules")).FullName;
        new XElement("synchronizationRule", new XElement("name", "In from AD - User AccountEnabled"), new XElement("precedence", 103))
            .Save(Path.Combine(rules, "SynchronizationRule_1.xml"));
        new XElement("globalSettings", new XElement("parameter-values", new XElement(
            "parameter", new XAttribute("name", "Microsoft.PasswordReset.Enabled"), server.Enabled))).Save(Path.Combine(folder, "GlobalSettings.xml"));
    }

}
