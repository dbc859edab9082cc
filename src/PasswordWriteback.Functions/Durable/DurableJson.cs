using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Functions.Durable;

/// <summary>
/// What Durable Task writes besides the types of <see cref="Orchestration.Runtime.OrchestrationJson"/>, whose settings these
/// are: the inputs of an activity as an array of one, and lists by their run-time type, so lists leave activities as arrays.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(ForestRecord[]))]
[JsonSerializable(typeof(Attestation[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DurableJson : JsonSerializerContext
{
    private static JsonSerializerOptions? _contract;

    /// <summary>The contract that every engine shares, and what Durable Task needs besides. Made at first use: after <see cref="Default"/>.</summary>
    public static JsonSerializerOptions Contract => _contract ??= new(OrchestrationJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(OrchestrationJson.Default, Default),
    };
}
