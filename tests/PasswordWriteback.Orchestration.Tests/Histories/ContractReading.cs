using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>Reads recorded JSON as today's types and says what was lost on the way.</summary>
internal static class ContractReading
{
    private static readonly JsonSerializerOptions Strict =
        new(OrchestrationJson.Default.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Members that today's type does not know, does not write again, or writes otherwise; empty: it round-trips.</summary>
    public static IReadOnlyList<string> Lost(Type type, JsonElement recorded)
    {
        try
        {
            var contract = Strict.GetTypeInfo(type);
            var again = JsonSerializer.SerializeToNode(recorded.Deserialize(contract), contract);
            return [.. Differences(JsonNode.Parse(recorded.GetRawText()), again, type.Name)];
        }
        catch (JsonException e)
        {
            return [$"{type.Name} {e.Message}"];
        }
    }

    /// <summary>Where two pieces of JSON differ: members of the first that the second lacks or has otherwise.</summary>
    public static IEnumerable<string> Differences(JsonNode? first, JsonNode? second, string path) => (first, second) switch
    {
        (JsonObject a, JsonObject b) => a.SelectMany(member => b.ContainsKey(member.Key)
            ? Differences(member.Value, b[member.Key], $"{path}.{member.Key}")
            : [$"{path}.{member.Key} is missing"]),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b).Index().SelectMany(pair =>
            Differences(pair.Item.First, pair.Item.Second, $"{path}[{pair.Index}]")),
        _ => JsonNode.DeepEquals(first, second) ? [] : [$"{path}: {first?.ToJsonString() ?? "null"}, then {second?.ToJsonString() ?? "null"}"],
    };
}
