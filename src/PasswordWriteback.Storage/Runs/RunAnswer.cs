namespace PasswordWriteback.Storage.Runs;

/// <summary>What a person said to a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="EventName">The event that carries it.</param>
/// <param name="Question">What tells this question from another of the same event: a plan's hash, the deadline of a wait.</param>
/// <param name="Payload">The event's payload as JSON.</param>
public sealed record RunAnswer(string RunId, Guid TenantId, string EventName, string Question, string Payload);
