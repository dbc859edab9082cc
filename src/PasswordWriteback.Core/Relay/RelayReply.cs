using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Core.Relay;

/// <summary>The answer to a command.</summary>
/// <param name="CommandId">The command that it answers.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Discovered), "discovered")]
[JsonDerivedType(typeof(Assessed), "assessed")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Revoked), "revoked")]
[JsonDerivedType(typeof(ReplicationChecked), "replicationChecked")]
[JsonDerivedType(typeof(PasswordPolicyRead), "passwordPolicyRead")]
[JsonDerivedType(typeof(ConnectWritebackSet), "connectWritebackSet")]
[JsonDerivedType(typeof(EvidenceCollected), "evidenceCollected")]
[JsonDerivedType(typeof(CommandFailed), "commandFailed")]
public abstract record RelayReply(Guid CommandId);

/// <summary>Answer to <see cref="Discover"/>.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Forest">The forest.</param>
/// <param name="Gaps">What of it could not be read and why, one sentence each.</param>
/// <param name="Account">The connector account.</param>
/// <param name="Connect">The Connect server that the relay runs on.</param>
/// <param name="Posture">Writing mode, policy and own rights of the relay; null from a relay that does not say.</param>
/// <param name="Surroundings">Other servers that could write back; null where the directory could not be asked.</param>
/// <param name="ConnectAbsent">
/// True: there is no Entra Connect where the relay runs, so the one of another relay may serve the forest. False: there is, or it cannot
/// be ruled out. Null from a relay that does not say.
/// </param>
public sealed record Discovered(
    Guid CommandId,
    DirectoryForest Forest,
    IReadOnlyList<string> Gaps,
    Reading<ConnectorAccount> Account,
    Reading<ConnectReading> Connect,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RelayPosture? Posture = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ConnectSurroundings? Surroundings = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? ConnectAbsent = null) : RelayReply(CommandId);

/// <summary>Answer to <see cref="AssessPermissions"/>.</summary>
public sealed record Assessed(
    Guid CommandId,
    IReadOnlyList<ScopeAssessment> Scopes,
    PermissionPlan Plan,
    CoverageSummary Coverage,
    BlastRadius BlastRadius,
    IReadOnlyList<DomainPasswordPolicy> PasswordPolicies) : RelayReply(CommandId);

/// <summary>How a write to the directory ended.</summary>
public enum WriteOutcome
{
    /// <summary>Written, and read back as planned.</summary>
    Written,

    /// <summary>Nothing to write: every right is effective already (or, for a rollback, none of ours is left).</summary>
    NothingToDo,

    /// <summary>The directory is not as the plan saw it; nothing was written.</summary>
    PlanStale,

    /// <summary>The domain controllers do not agree on the descriptor yet; nothing was written.</summary>
    ChangeInFlight,

    /// <summary>Written, but somebody else wrote at the same time; the detail holds the difference.</summary>
    ConcurrentChange,

    /// <summary>Refused by the rules of the relay; nothing was written.</summary>
    Refused,

    /// <summary>The relay's policy asks for an administrator on the server, and none did it in time; nothing was written.</summary>
    NotApproved,
}

/// <summary>Answer to <see cref="GrantPermissions"/>.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Writes">What was written, also when a later target failed.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="RecordPath">Path of the rollback record on the relay; null when nothing was written.</param>
/// <param name="By">The administrator who wrote it on the server, as <c>DOMAIN\name</c>; null when the service did.</param>
public sealed record Granted(
    Guid CommandId,
    WriteOutcome Outcome,
    IReadOnlyList<DirectoryWrite> Writes,
    string Detail,
    string? RecordPath,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By = null)
    : RelayReply(CommandId);

/// <summary>Answer to <see cref="RevokePermissions"/>.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Writes">What was written, also when a later target failed.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="By">The administrator who wrote it on the server, as <c>DOMAIN\name</c>; null when the service did.</param>
public sealed record Revoked(
    Guid CommandId,
    WriteOutcome Outcome,
    IReadOnlyList<DirectoryWrite> Writes,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? By = null) : RelayReply(CommandId);

/// <summary>Answer to <see cref="ConfirmReplication"/>.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Controllers">Every domain controller.</param>
/// <param name="Alarms">Changes by others since the write that undo or endanger it, one sentence each.</param>
/// <param name="Superseded">
/// Why waiting is in vain, one sentence: the domain controller that was written to itself holds a later change that took the write
/// back, and no other shows a still later one that keeps it. Null: not so, not known, or the relay does not say.
/// </param>
public sealed record ReplicationChecked(
    Guid CommandId,
    IReadOnlyList<ControllerConfirmation> Controllers,
    IReadOnlyList<string> Alarms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Superseded = null) : RelayReply(CommandId);

/// <summary>Answer to <see cref="ReadPasswordPolicy"/>.</summary>
public sealed record PasswordPolicyRead(Guid CommandId, IReadOnlyList<DomainPasswordPolicy> Policies) : RelayReply(CommandId);

/// <summary>Answer to <see cref="SetConnectWriteback"/>.</summary>
public sealed record ConnectWritebackSet(Guid CommandId, Reading<ConnectSwitchResult> Result) : RelayReply(CommandId);

/// <summary>Answer to <see cref="CollectEvidence"/>.</summary>
public sealed record EvidenceCollected(Guid CommandId, Reading<WritebackEvidence> Evidence) : RelayReply(CommandId);

/// <summary>The command was refused or failed; nothing was written beyond what <paramref name="Detail"/> says.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Reason">Stable reason, for example <c>DirectoryUnreachable</c>.</param>
/// <param name="Detail">One sentence: what happened, where.</param>
/// <param name="Remedy">What to do.</param>
public sealed record CommandFailed(Guid CommandId, string Reason, string Detail, string Remedy) : RelayReply(CommandId);
