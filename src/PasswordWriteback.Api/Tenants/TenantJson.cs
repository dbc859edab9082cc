using System.Text.Json.Serialization;

namespace PasswordWriteback.Api.Tenants;

/// <summary>The JSON of tenants.</summary>
[JsonSerializable(typeof(TenantBody))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(TenantListView))]
internal sealed partial class TenantJson : JsonSerializerContext;
