using System.Globalization;
using System.Text.Json.Nodes;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Discovery;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>Reads what <c>ReadConnect.ps1</c> answered. A fact that is missing is a gap or makes the reading unknown, never a default.</summary>
internal static class ConnectFacts
{
    private const string ConfiguredVersion = "Microsoft.Synchronize.ServerConfigurationVersion";

    /// <summary>The server as it is.</summary>
    /// <param name="answer">The answer of the script.</param>
    /// <param name="export">The configuration export that it left.</param>
    public static Reading<ConnectReading> Read(JsonNode answer, ConnectExport export)
    {
        if (!Yes(answer["installed"]))
        {
            return Reading.Unknown<ConnectReading>(
                "This server has no Entra Connect (the PowerShell module ADSync is absent): enrol a relay on the server that has it."
                + (answer["cloudSync"] is null ? string.Empty : $" It runs the Cloud Sync agent, whose switch is turned with: {SurroundingFindings.CloudSyncCommand}"));
        }

        var connectors = List(answer["connectors"]);
        var entra = connectors.Where(connector => Text(connector["identifier"]) == EntraConnectServer.EntraConnector).ToList();
        if (entra.Count != 1)
        {
            return Reading.Unknown<ConnectReading>(
                $"Entra Connect on this server has no connector to Entra ID (identifier {EntraConnectServer.EntraConnector}): finish its configuration in the wizard.");
        }

        var globals = Pairs(answer["settings"]);
        if (answer["switch"] is not JsonValue enabled || !enabled.TryGetValue<bool>(out var isEnabled))
        {
            return Reading.Unknown<ConnectReading>($"{SwitchCmdlet.Reader} did not say whether password writeback is enabled.");
        }

        var scheduler = Pairs(answer["scheduler"]);
        if (!bool.TryParse(scheduler.GetValueOrDefault("StagingModeEnabled"), out var staging))
        {
            return Reading.Unknown<ConnectReading>("Get-ADSyncScheduler did not say whether this server is in staging mode.");
        }

        var gaps = List(answer["gaps"]).Select(gap => $"{Text(gap["what"])} could not be read: {Text(gap["error"]?["message"])} ({Text(gap["error"]?["id"])}).").ToList();
        if (export.Gap is { } missing && gaps.Count == 0)
        {
            gaps.Add(missing);
        }

        return Reading.Known(new ConnectReading(
            Text(answer["server"]),
            Text(answer["binary"]),
            globals.GetValueOrDefault(ConfiguredVersion, string.Empty),
            staging,
            isEnabled,
            Tenant(globals),
            [.. connectors.Where(connector => Text(connector["type"]) == "AD").Select(connector => Directory(connector, export))],
            ConnectSettings.Of(globals, scheduler, Pairs(answer["features"]), connectors, export))
        {
            RegistryVersion = Optional(answer["registry"]),
            EntraConnector = Text(entra[0]["name"]),
            EntraDomain = TenantDomain.OfConnector(Text(entra[0]["name"])),
            Scheduler = bool.TryParse(scheduler.GetValueOrDefault("SyncCycleEnabled"), out var cycle)
                && bool.TryParse(scheduler.GetValueOrDefault("SchedulerSuspended"), out var suspended)
                    ? new ConnectScheduler(cycle, suspended)
                    : null,
            SwitchCmdlet = List(answer["cmdlet"]) is { Count: > 0 } sets
                ? [.. sets.Select(set => new CmdletParameterSet(Texts(set["parameters"]), Texts(set["mandatory"])))]
                : null,
            CloudSyncAgent = answer["cloudSync"] is null ? null : Text(answer["cloudSync"]),
            Gaps = gaps.Count > 0 ? gaps : null,
        });
    }

    /// <summary>Text of a JSON value; empty when there is none.</summary>
    public static string Text(JsonNode? node) => node?.ToString() ?? string.Empty;

    /// <summary>A list of texts. Windows PowerShell writes a list of one as its only item, and wraps some lists.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => [.. Items(node).Select(Text)];

    /// <summary>A list of objects.</summary>
    public static IReadOnlyList<JsonObject> List(JsonNode? node) => [.. Items(node).OfType<JsonObject>()];

    private static List<JsonNode?> Items(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array => [.. array],
        JsonObject wrapped when wrapped.Count == 2 && wrapped["value"] is JsonArray array && wrapped.ContainsKey("Count") => [.. array],
        _ => [node],
    };

    private static Dictionary<string, string> Pairs(JsonNode? node) => node is JsonObject pairs
        ? pairs.ToDictionary(pair => pair.Key, pair => Text(pair.Value), StringComparer.OrdinalIgnoreCase)
        : [];

    private static string? Optional(JsonNode? node) => Text(node) is { Length: > 0 } text ? text : null;

    private static bool Yes(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;

    private static Guid? Tenant(Dictionary<string, string> globals) =>
        globals.Where(pair => pair.Key.EndsWith("TenantId", StringComparison.OrdinalIgnoreCase))
            .Select(pair => Guid.TryParse(pair.Value, out var tenant) ? tenant : (Guid?)null)
            .FirstOrDefault(tenant => tenant is not null);

    private static DirectoryConnector Directory(JsonObject connector, ConnectExport export)
    {
        var partitions = List(connector["partitions"]).Where(partition => Yes(partition["selected"])).ToList();
        var name = Text(connector["name"]);
        var (preferred, lastUsed) = Guid.TryParse(Text(connector["identifier"]), out var identifier) && export.Controllers.TryGetValue(identifier, out var controllers)
            ? controllers
            : ([], null);
        return new DirectoryConnector(
            Optional(connector["forest"]) ?? name,
            Text(connector["account"]),
            [.. partitions.SelectMany(partition => Texts(partition["included"]))],
            preferred,
            lastUsed)
        {
            Name = name,
            AccountSid = Optional(connector["sid"]),
            ExcludedContainers = [.. partitions.SelectMany(partition => Texts(partition["excluded"]))],
            CreatedAt = DateTimeOffset.TryParse(
                Text(connector["created"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created) ? created : null,
        };
    }
}
