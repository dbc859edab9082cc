using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.State;

/// <summary>The JSON form of the files in the relay's state folder: camelCase, enumerations by name, indented for the person who opens them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(GrantRecord))]
[JsonSerializable(typeof(PermissionPlan))]
internal sealed partial class RelayStateJson : JsonSerializerContext;
