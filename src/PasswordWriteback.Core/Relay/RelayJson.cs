using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Core.Relay;

/// <summary>
/// The JSON contract, version 1, of what cloud and relay say to each other: camel case, enumerations by their exact names, nulls written.
/// Reading is strict: every field must be there and no other, names are case-sensitive, no field comes twice, <c>type</c> comes first.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(ExactEnumConverter)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(RelayCommand))]
[JsonSerializable(typeof(RelayAnswer))]
[JsonSerializable(typeof(RelayReply))]
[JsonSerializable(typeof(PublicJwk))]
[JsonSerializable(typeof(IReadOnlyList<PublicJwk>))]
[JsonSerializable(typeof(SignedMessage))]
public sealed partial class RelayJson : JsonSerializerContext
{
    private static RelayJson? _wire;

    /// <summary>The contract as it travels: read by programs, never by a browser, so names and base64 stay as they are.</summary>
    public static RelayJson Wire =>
        _wire ??= new RelayJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
