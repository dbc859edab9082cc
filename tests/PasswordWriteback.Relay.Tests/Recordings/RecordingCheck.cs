using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>Lets the product read what Windows recorded, and compares its answer with Windows' own.</summary>
internal static class RecordingCheck
{
    private static readonly Dictionary<string, Func<JsonObject, IEnumerable<string>>> Checks = new(StringComparer.Ordinal)
    {
        ["ace-order"] = AceOrderCheck.Differences,
        ["replication-metadata"] = ReplicationMetadataCheck.Differences,
        ["pending-propagations"] = PendingPropagationsCheck.Differences,
        ["events"] = EventsCheck.Differences,
        ["cmdlets"] = CmdletsCheck.Differences,
        ["service"] = ServiceCheck.Differences,
        ["negotiate"] = NegotiateCheck.Differences,
        ["effective-rights"] = EffectiveRightsCheck.Differences,
        ["dsacls"] = DsaclsCheck.Differences,
    };

    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyCollection<string> Kinds => Checks.Keys;

    /// <summary>Where the product and Windows differ; empty when they agree. A recording that compares nothing is a difference.</summary>
    public static IReadOnlyList<string> Differences(Recording recording) => [.. Checks[recording.Kind](recording.Data)];

    /// <summary>A list of objects; Windows PowerShell writes a list of one as its only item.</summary>
    public static IReadOnlyList<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.OfType<JsonObject>()],
        JsonObject one => [one],
        _ => [],
    };

    /// <summary>A list of texts.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item?.ToString() ?? string.Empty)],
        _ => [node.ToString()],
    };

    /// <summary>The bytes of a field.</summary>
    public static byte[] Bytes(JsonObject from, string property) => Convert.FromBase64String(from[property]!.ToString());

    /// <summary>The descriptor of a field.</summary>
    public static SecurityDescriptor Descriptor(JsonObject from, string property) => SecurityDescriptor.Parse(Bytes(from, property));

    /// <summary>Whether a field is true.</summary>
    public static bool Yes(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
}
