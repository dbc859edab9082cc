using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Api;

/// <summary>
/// The JSON of the API: camel case, enums by name, times in ISO 8601, nulls left out, unknown members refused. Every feature
/// has a source-generated context of its own.
/// </summary>
public static class ApiJson
{
    /// <summary>The one contract.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The contract of a type.</summary>
    /// <exception cref="NotSupportedException">No feature declares the type.</exception>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Makes other options speak this contract.</summary>
    internal static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 32;
        // Answers are JSON and never sniffed for HTML; apostrophes and names stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            FrameJson.Default,
            Health.HealthJson.Default,
            Tenants.TenantJson.Default,
            Consent.ConsentJson.Default,
            Audit.AuditJson.Default,
            Drift.DriftJson.Default,
            Notifications.NotificationJson.Default,
            Runs.RunJson.Default,
            Relays.RelayApiJson.Default,
            OrchestrationJson.Default);
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>What the frame itself says.</summary>
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class FrameJson : JsonSerializerContext;
