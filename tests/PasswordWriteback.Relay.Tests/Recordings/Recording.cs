using System.Text.Json;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Relay.Tests.Recordings;

/// <summary>One recording of the acceptance kit (docs/recordings.md): what Windows said, sanitised.</summary>
/// <param name="Name">File name.</param>
/// <param name="Kind">Which witness made it.</param>
/// <param name="Data">What it saw.</param>
internal sealed record Recording(string Name, string Kind, JsonObject Data)
{
    public const string Windows = "windows";
    public const string MadeUp = "made-up";

    /// <summary>Reads and judges a recording.</summary>
    /// <param name="name">File name, for the refusal.</param>
    /// <param name="text">Its text.</param>
    /// <param name="source">What it has to say of its source: those under tests/windows/recordings come from Windows.</param>
    /// <exception cref="RecordingRefusedException">It is no recording, or not sanitised.</exception>
    public static Recording Read(string name, string text, string source)
    {
        if (Parse(name, text) is not JsonObject whole)
        {
            throw new RecordingRefusedException(name, "it is no JSON object");
        }

        Require(name, whole, "format", "password-writeback-recording");
        Require(name, whole, "version", 1);
        Require(name, whole, "source", source);
        Require(name, whole, "sanitised", true);
        var kind = whole["kind"]?.ToString() ?? string.Empty;
        if (!RecordingCheck.Kinds.Contains(kind))
        {
            throw new RecordingRefusedException(name, $"kind '{kind}' is not known");
        }

        if (!name.StartsWith($"{kind}-", StringComparison.Ordinal) || !name.EndsWith(".json", StringComparison.Ordinal))
        {
            throw new RecordingRefusedException(name, $"a recording of kind '{kind}' is named {kind}-BUILD-TIME.json");
        }

        if (whole["data"] is not JsonObject data)
        {
            throw new RecordingRefusedException(name, "it has no object 'data'");
        }

        return SanitisedRules.FirstViolation(whole) is { } violation
            ? throw new RecordingRefusedException(name, $"it is not sanitised: {violation}")
            : new Recording(name, kind, data);
    }

    private static JsonNode? Parse(string name, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new RecordingRefusedException(name, $"it is no JSON ({exception.Message})");
        }
    }

    private static void Require(string name, JsonObject whole, string property, JsonNode expected)
    {
        if (!JsonNode.DeepEquals(whole[property], expected))
        {
            throw new RecordingRefusedException(name, $"'{property}' is {whole[property]?.ToJsonString() ?? "missing"}, not {expected.ToJsonString()}");
        }
    }
}

/// <summary>A recording that must not become a fixture.</summary>
internal sealed class RecordingRefusedException(string name, string reason) : Exception($"{name} is refused: {reason}.");
