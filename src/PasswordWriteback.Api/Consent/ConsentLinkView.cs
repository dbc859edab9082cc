using System.Text.Json.Serialization;

namespace PasswordWriteback.Api.Consent;

/// <summary>A link for an administrator of the tenant. Whoever holds it can finish the registration if he is one: send it to nobody else.</summary>
/// <param name="Url">Where the administrator goes with a browser.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record ConsentLinkView(Uri Url, DateTimeOffset ExpiresAt);

/// <summary>The JSON of consent.</summary>
[JsonSerializable(typeof(ConsentLinkView))]
internal sealed partial class ConsentJson : JsonSerializerContext;
