using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>Typed access to the JSON contract of an engine.</summary>
public static class JsonContract
{
    /// <summary>The contract of a type.</summary>
    /// <exception cref="ArgumentException">The contract does not know it.</exception>
    public static JsonTypeInfo<T> For<T>(JsonSerializerOptions json) =>
        json.TryGetTypeInfo(typeof(T), out var type)
            ? (JsonTypeInfo<T>)type
            : throw new ArgumentException(
                $"The JSON contract does not know {typeof(T)}. Add [JsonSerializable(typeof({typeof(T).Name}))] to the serializer context.",
                nameof(json));

    /// <summary>A value as JSON.</summary>
    public static JsonElement Write<T>(T value, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToElement(value, For<T>(json));
}
