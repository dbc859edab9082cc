using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>
/// The configuration by name and value, for the comparison before and after. Left out: the switch itself, what changes by itself
/// (next cycles, progress), and what may hold a secret. Long values stand as digests.
/// </summary>
internal static class ConnectSettings
{
    private const int LongestValue = 200;

    private static readonly string[] OfScheduler =
    [
        "StagingModeEnabled", "SyncCycleEnabled", "MaintenanceEnabled", "SchedulerSuspended", "CustomizedSyncCycleInterval",
        "AllowedSyncCycleInterval", "PurgeRunHistoryInterval",
    ];

    private static readonly string[] LeftOut = ["PasswordReset", "PasswordWriteback", "Secret", "Credential", "Encrypted"];

    /// <summary>All settings.</summary>
    public static IReadOnlyDictionary<string, string> Of(
        IReadOnlyDictionary<string, string> globals,
        IReadOnlyDictionary<string, string> scheduler,
        IReadOnlyDictionary<string, string> features,
        IReadOnlyList<JsonObject> connectors,
        ConnectExport export)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(settings, string.Empty, globals);
        Add(settings, "Scheduler.", scheduler.Where(pair => OfScheduler.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)));
        Add(settings, "TenantFeature.", features);
        foreach (var connector in connectors)
        {
            var of = $"Connector.{ConnectFacts.Text(connector["identifier"])}.";
            settings[$"{of}Name"] = ConnectFacts.Text(connector["name"]);
            settings[$"{of}Type"] = ConnectFacts.Text(connector["type"]);
            settings[$"{of}Account"] = ConnectFacts.Text(connector["account"]);
            settings[$"{of}ObjectTypes"] = Joined(connector["objectTypes"]);
            settings[$"{of}Attributes"] = Joined(connector["attributes"]);
            foreach (var partition in ConnectFacts.List(connector["partitions"]))
            {
                var scope = $"{of}{ConnectFacts.Text(partition["dn"])}.";
                settings[$"{scope}Selected"] = ConnectFacts.Text(partition["selected"]);
                settings[$"{scope}Included"] = Joined(partition["included"]);
                settings[$"{scope}Excluded"] = Joined(partition["excluded"]);
                settings[$"{scope}ObjectClasses"] = Joined(partition["classes"]);
            }
        }

        foreach (var (name, digest) in export.Sections)
        {
            settings[name] = digest;
        }

        return settings;
    }

    private static void Add(SortedDictionary<string, string> settings, string prefix, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (var (name, value) in pairs.Where(pair => !LeftOut.Any(part => pair.Key.Contains(part, StringComparison.OrdinalIgnoreCase))))
        {
            settings[prefix + name] = Shortened(value);
        }
    }

    private static string Joined(JsonNode? list) =>
        Shortened(string.Join(" | ", ConnectFacts.Texts(list).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)));

    private static string Shortened(string value) => value.Length <= LongestValue
        ? value
        : $"{value[..60]}… (sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..32]})";
}
