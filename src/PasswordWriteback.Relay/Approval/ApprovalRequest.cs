using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Approval;

/// <summary>A write that waits for an administrator on this server: made by the service, read by <c>relay apply</c> and <c>relay rollback</c>.</summary>
/// <param name="Format">Version of the file's shape: 1.</param>
/// <param name="RunId">The run that waits; the grant's rollback record carries its name.</param>
/// <param name="PlanHash">The plan to write; null for a rollback.</param>
/// <param name="GrantRunId">The run to take back; null for a grant.</param>
/// <param name="Forest">DNS name of the forest root.</param>
/// <param name="Scopes">The scopes that the plan was made for.</param>
/// <param name="Service">SID of the service's identity, which may not approve for itself; null where it is not known.</param>
/// <param name="RequestedAt">When the service began to wait.</param>
/// <param name="Deadline">When it gives up.</param>
/// <param name="WithdrawnFor">The later run that asked for a write instead, so that this one waits no more; null while it waits.</param>
public sealed record ApprovalRequest(
    int Format,
    string RunId,
    string? PlanHash,
    string? GrantRunId,
    string Forest,
    IReadOnlyList<string> Scopes,
    string? Service,
    DateTimeOffset RequestedAt,
    DateTimeOffset Deadline,
    string? WithdrawnFor = null);

/// <summary>What an administrator did about an <see cref="ApprovalRequest"/>.</summary>
/// <param name="Format">Version of the file's shape: 1.</param>
/// <param name="RunId">The run that waited.</param>
/// <param name="PlanHash">The plan that was written; null for a rollback.</param>
/// <param name="By">Who, as <c>DOMAIN\name</c>, as the directory itself named the identity that wrote.</param>
/// <param name="BySid">SID of that identity.</param>
/// <param name="At">When.</param>
/// <param name="Outcome">How the write ended.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Writes">What was written.</param>
/// <param name="RecordPath">The rollback record; null when nothing was written.</param>
public sealed record ApprovalResult(
    int Format,
    string RunId,
    string? PlanHash,
    string By,
    string BySid,
    DateTimeOffset At,
    WriteOutcome Outcome,
    string Detail,
    IReadOnlyList<DirectoryWrite> Writes,
    string? RecordPath);
