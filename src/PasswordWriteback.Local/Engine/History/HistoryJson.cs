using System.Text.Json.Serialization;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine.History;

/// <summary>The engine's own JSON: history events and custom status. Inputs and results use the contract passed in the options.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(InstanceFailure))]
internal sealed partial class HistoryJson : JsonSerializerContext;
