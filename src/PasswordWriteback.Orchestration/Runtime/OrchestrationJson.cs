using System.Text.Json.Serialization;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Orchestration.Runtime;

/// <summary>
/// The one JSON contract of histories, events and reports, the same for every engine: camel case, enums by name,
/// times in ISO 8601, nulls left out.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunInput))]
[JsonSerializable(typeof(SurfaceSetting))]
[JsonSerializable(typeof(Reading<bool>))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(RunReference))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(TenantReading))]
[JsonSerializable(typeof(LicenceReading))]
[JsonSerializable(typeof(SelfServiceResetReading))]
[JsonSerializable(typeof(IReadOnlyList<ForestRecord>))]
[JsonSerializable(typeof(IReadOnlyList<Attestation>))]
[JsonSerializable(typeof(TenantAttestation))]
[JsonSerializable(typeof(RelayCommand))]
[JsonSerializable(typeof(RelayReply))]
[JsonSerializable(typeof(RelayCommandAttempt))]
[JsonSerializable(typeof(RelaySignal))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(PlanApproval))]
[JsonSerializable(typeof(StepConfirmation))]
[JsonSerializable(typeof(ControllerRelease))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
public sealed partial class OrchestrationJson : JsonSerializerContext;
