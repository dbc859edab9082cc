using System.Text.Json;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>A SID as a JSON string, <c>"S-1-5-…"</c>, also as the name of a property.</summary>
public sealed class SidJsonConverter : JsonConverter<Sid>
{
    /// <inheritdoc/>
    public override Sid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? FromText(reader.GetString())
            : throw new JsonException($"A SID is a string, not {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sid value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    public override Sid ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FromText(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, Sid value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WritePropertyName(value.ToString());
    }

    private static Sid FromText(string? text) =>
        Sid.TryParse(text, out var sid) ? sid : throw new JsonException($"'{text}' is no SID.");
}
