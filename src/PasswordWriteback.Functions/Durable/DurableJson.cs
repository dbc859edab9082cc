using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Functions.Durable;

/// <summary>
/// What Durable Task writes besides the types of <see cref="Orchestration.Runtime.OrchestrationJson"/>, whose settings these
/// are: the inputs of an activity as an array of one, and lists by their run-time type, so lists leave activities as arrays.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(object[]))]
[JsonSerializable(typeof(ForestRecord[]))]
[JsonSerializable(typeof(Attestation[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DurableJson : JsonSerializerContext;
