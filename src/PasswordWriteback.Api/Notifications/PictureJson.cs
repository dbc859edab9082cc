using System.Text.Json.Serialization;
using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Pictures of licences as they are stored.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LicencePicture))]
internal sealed partial class PictureJson : JsonSerializerContext;
