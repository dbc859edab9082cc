using System.Text.Json.Serialization;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>What the Application log of the Connect server and the directory say about writeback at work.</summary>
/// <param name="OnboardedAt">Newest event 31005 (the tenant was onboarded); null when none is in the log.</param>
/// <param name="LastHeartbeat">Newest event 31019; null when none.</param>
/// <param name="Proof">The newest reset that is seen to have arrived; null when none.</param>
/// <param name="Failures">Events that report a failure in the window, with id and time; at most 20.</param>
/// <param name="Log">What else the log says; null from a relay that does not say.</param>
/// <param name="CanaryGaps">What is missing to a proof by the canary, empty when there is one; null from a relay that does not say.</param>
public sealed record WritebackEvidence(
    DateTimeOffset? OnboardedAt,
    DateTimeOffset? LastHeartbeat,
    ResetProof? Proof,
    IReadOnlyList<WritebackFailure> Failures,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WritebackLogSummary? Log = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CanaryGap>? CanaryGaps = null)
{
    /// <summary>What the log of a server says, together with what another forest's relay found of its own canary: the server's proof is of its own forest.</summary>
    /// <param name="directory">What the relay of the forest that the server serves collected.</param>
    public WritebackEvidence Joined(Reading<WritebackEvidence> directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return this with
        {
            Proof = directory.Value?.Proof,
            CanaryGaps = directory.IsKnown ? directory.Value.CanaryGaps : [new CanaryGap(CanaryPart.Found, directory.UnknownReason)],
        };
    }
}

/// <summary>A reset that arrived: events on the Connect server, and pwdLastSet with its origin in the directory.</summary>
/// <param name="At">Time of the success event.</param>
/// <param name="Operation">What it was: <c>SelfServiceReset</c>, <c>AdministratorReset</c>, <c>Change</c>.</param>
/// <param name="Controller">The domain controller on which pwdLastSet originated.</param>
/// <param name="PwdLastSet">The new value.</param>
/// <param name="StartedAt">Time of the start event; null when the log holds only the end, and from a relay that does not say.</param>
/// <param name="Match">How the events are known to be the canary's; null from a relay that does not say.</param>
public sealed record ResetProof(
    DateTimeOffset At,
    string Operation,
    string Controller,
    DateTimeOffset PwdLastSet,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? StartedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CanaryMatch? Match = null);

/// <summary>An event that reports trouble.</summary>
/// <param name="At">When.</param>
/// <param name="EventId">Event id in source PasswordResetService or ADSync.</param>
/// <param name="Meaning">In words.</param>
public sealed record WritebackFailure(DateTimeOffset At, int EventId, string Meaning);
