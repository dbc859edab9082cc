using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>The JSON of tokens, as strict as <see cref="RelayJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TokenHeader))]
[JsonSerializable(typeof(EnvelopeClaims))]
[JsonSerializable(typeof(ProofClaims))]
internal sealed partial class TokenJson : JsonSerializerContext;
