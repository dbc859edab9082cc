using System.Text.Json;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Local.Engine.History;

/// <summary>
/// One line of an instance's history. The set is closed: an engine that adds a kind raises <c>JournalSchema.Version</c>, so
/// that an older engine refuses the file instead of misreading it.
/// </summary>
/// <param name="At">When it was recorded; never earlier than the event before it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunStarted), "runStarted")]
[JsonDerivedType(typeof(ActivityScheduled), "activityScheduled")]
[JsonDerivedType(typeof(ActivityCompleted), "activityCompleted")]
[JsonDerivedType(typeof(ActivityFailed), "activityFailed")]
[JsonDerivedType(typeof(TimerCreated), "timerCreated")]
[JsonDerivedType(typeof(TimerCancelled), "timerCancelled")]
[JsonDerivedType(typeof(TimerFired), "timerFired")]
[JsonDerivedType(typeof(EventRaised), "eventRaised")]
[JsonDerivedType(typeof(RunCompleted), "runCompleted")]
[JsonDerivedType(typeof(RunFailed), "runFailed")]
[JsonDerivedType(typeof(RunTerminated), "runTerminated")]
internal abstract record HistoryEvent(DateTimeOffset At);

/// <summary>What comes to the orchestrator from outside; it is delivered again, in this order, at every replay.</summary>
internal abstract record InboundEvent(DateTimeOffset At) : HistoryEvent(At);

/// <summary>What the orchestrator's code did in answer; a replay must do the same.</summary>
internal abstract record OutboundEvent(DateTimeOffset At) : HistoryEvent(At);

internal sealed record RunStarted(DateTimeOffset At, string Name, string Version, JsonElement Input) : InboundEvent(At);

internal sealed record ActivityCompleted(DateTimeOffset At, int TaskId, JsonElement Result) : InboundEvent(At);

internal sealed record ActivityFailed(DateTimeOffset At, int TaskId, string ErrorType, string ErrorMessage) : InboundEvent(At);

internal sealed record TimerFired(DateTimeOffset At, int TaskId) : InboundEvent(At);

internal sealed record EventRaised(DateTimeOffset At, string Name, JsonElement Payload) : InboundEvent(At);

internal sealed record RunTerminated(DateTimeOffset At, string Reason) : InboundEvent(At);

internal sealed record ActivityScheduled(DateTimeOffset At, int TaskId, string Name, JsonElement Input) : OutboundEvent(At);

internal sealed record TimerCreated(DateTimeOffset At, int TaskId, DateTimeOffset FireAt) : OutboundEvent(At);

internal sealed record TimerCancelled(DateTimeOffset At, int TaskId) : OutboundEvent(At);

internal sealed record RunCompleted(DateTimeOffset At, JsonElement Output) : OutboundEvent(At);

internal sealed record RunFailed(DateTimeOffset At, string ErrorType, string ErrorMessage, string? Details) : OutboundEvent(At);
