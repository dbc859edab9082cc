using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Durable;

/// <summary>The JSON contract of histories, events and reports, for the Functions worker and Durable Task.</summary>
internal static class JsonContract
{
    /// <summary>The contract that every engine shares, and what Durable Task needs besides.</summary>
    public static JsonSerializerOptions Options { get; } = new(OrchestrationJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(OrchestrationJson.Default, DurableJson.Default),
    };

    /// <summary>The contract of a type.</summary>
    /// <exception cref="ArgumentException">The contract does not know the type.</exception>
    public static JsonTypeInfo<T> For<T>(JsonSerializerOptions contract) =>
        contract.TryGetTypeInfo(typeof(T), out var type)
            ? (JsonTypeInfo<T>)type
            : throw new ArgumentException(
                $"The JSON contract does not know {typeof(T)}. Add [JsonSerializable(typeof({typeof(T).Name}))] to {nameof(OrchestrationJson)}.",
                nameof(contract));
}
