using System.Text.Json.Serialization;

namespace PasswordWriteback.Storage;

/// <summary>What the store keeps as JSON for itself; reports follow the contract of the orchestration.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StorageJson : JsonSerializerContext;
