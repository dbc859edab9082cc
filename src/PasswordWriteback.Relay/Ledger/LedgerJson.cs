using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Ledger;

/// <summary>How commands and replies stand in the ledger. A member that an older version did not write reads as its default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RelayCommand))]
[JsonSerializable(typeof(RelayReply))]
internal sealed partial class LedgerJson : JsonSerializerContext;
