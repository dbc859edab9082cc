using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Core.Findings;

/// <summary>The part of a report that concerns one forest. A part is null when the run did not come that far.</summary>
/// <param name="Forest">DNS name of the forest root.</param>
/// <param name="Plan">What is or was to be written.</param>
/// <param name="Coverage">Who can be written back, and why the others cannot.</param>
/// <param name="BlastRadius">Who becomes resettable from the cloud.</param>
/// <param name="PasswordPolicies">The policy that users meet, per domain.</param>
/// <param name="Controllers">The last confirmation, per domain controller.</param>
public sealed record ForestReport(
    string Forest,
    PermissionPlan? Plan,
    CoverageSummary? Coverage,
    BlastRadius? BlastRadius,
    IReadOnlyList<DomainPasswordPolicy> PasswordPolicies,
    IReadOnlyList<ControllerConfirmation> Controllers)
{
    /// <summary>The forest whose relay stands on the Entra Connect server that serves this one; null: this forest's own relay does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServedBy { get; init; }

    /// <summary>
    /// A change of permissions that was asked for and whose end the run never heard of, one sentence: it may have been made, or be made
    /// yet, and <c>changes</c> does not list it. A rollback of the run asks the relay for it. Null: there is none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unanswered { get; init; }
}
