using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.State;

/// <summary>The JSON form of the files in the relay's state folder: camelCase, enumerations by name, indented for the person who opens them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(GrantRecord))]
[JsonSerializable(typeof(PermissionPlan))]
[JsonSerializable(typeof(ConnectReading))]
[JsonSerializable(typeof(PlanBasis))]
[JsonSerializable(typeof(ApprovalRequest))]
[JsonSerializable(typeof(ApprovalResult))]
[JsonSerializable(typeof(IReadOnlyList<ControllerConfirmation>))]
internal sealed partial class RelayStateJson : JsonSerializerContext
{
    private static RelayStateJson? _readable;

    /// <summary>The files are read by people and by this product, never by a browser: base64 and names stay as they are.</summary>
    public static RelayStateJson Readable =>
        _readable ??= new RelayStateJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
