using System.Text.Json.Serialization;

namespace PasswordWriteback.Api.Runs;

/// <summary>The JSON of runs.</summary>
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(CancelBody))]
[JsonSerializable(typeof(ConfirmationBody))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(ApprovalBody))]
[JsonSerializable(typeof(RunSummaryView))]
[JsonSerializable(typeof(RunListView))]
[JsonSerializable(typeof(RunView))]
internal sealed partial class RunJson : JsonSerializerContext;
