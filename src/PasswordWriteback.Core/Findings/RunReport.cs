using System.Text.Json.Serialization;
using PasswordWriteback.Core.Tenants;

namespace PasswordWriteback.Core.Findings;

/// <summary>What a run set out to do.</summary>
public enum RunMode
{
    /// <summary>Reads only.</summary>
    Check,

    /// <summary>Reads, and says what an apply would change and what that opens up.</summary>
    Plan,

    /// <summary>Changes what is missing, after approval, and confirms it.</summary>
    Apply,

    /// <summary>Takes back what one apply wrote.</summary>
    Rollback,
}

/// <summary>The result of a run: the one document that a portal stores and a person reads.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="RunId">The run; also the id of its orchestration.</param>
/// <param name="Mode">What the run set out to do.</param>
/// <param name="Verdict">The worst required finding.</param>
/// <param name="Findings">Every check, in the order of the catalogue.</param>
/// <param name="Changes">What the run changed, in the order it happened. Empty for check and plan.</param>
/// <param name="Timeline">What happened when.</param>
/// <param name="Forests">Plan, coverage, blast radius and domain controllers of each forest.</param>
/// <param name="TenantCost">What the run's readings of the tenant cost; null: none was made, or by a build that did not count.</param>
public sealed record RunReport(
    Guid TenantId,
    string RunId,
    RunMode Mode,
    Verdict Verdict,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Change> Changes,
    IReadOnlyList<TimelineEntry> Timeline,
    IReadOnlyList<ForestReport> Forests,
    GraphCost? TenantCost = null)
{
    /// <summary>Whether the run came to its end: it was not cancelled, and nothing broke it off.</summary>
    [JsonIgnore]
    public bool CameToItsEnd => Findings.Any(finding => finding is { Code: FindingCodes.RunCompleted, Status: FindingStatus.Met });

    /// <summary>
    /// Whether the verdict is one of the tenant: a check, plan or apply that came to its end. A rollback looks at a part
    /// only, and a run that was broken off says nothing of the tenant.
    /// </summary>
    [JsonIgnore]
    public bool JudgesTenant => Mode != RunMode.Rollback && CameToItsEnd;

    /// <summary>The forests in which the run changed something, or may have; empty for the tenant side. What people did does not count.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ChangedForests =>
    [
        .. Changes.Where(change => change.Kind is not (ChangeKind.PersonStep or ChangeKind.TenantSetting)).Select(change => change.Forest)
            .Concat(Forests.Where(forest => forest.Unanswered is not null).Select(forest => forest.Forest))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}

/// <summary>What kind of thing a run changed.</summary>
public enum ChangeKind
{
    /// <summary>ACEs of an object in Active Directory.</summary>
    Permissions,

    /// <summary>The writeback switch of Entra Connect.</summary>
    ConnectSwitch,

    /// <summary>Something a person did because the run asked for it.</summary>
    PersonStep,

    /// <summary>A setting of the tenant that Microsoft Graph can change.</summary>
    TenantSetting,
}

/// <summary>Something that a run changed.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Forest">The forest; empty for the tenant side.</param>
/// <param name="Target">The object or setting.</param>
/// <param name="Before">Its state before, as far as it concerns the change (SDDL of ACEs taken away, a setting's value).</param>
/// <param name="After">Its state after (SDDL of ACEs added, a setting's value).</param>
/// <param name="By">Who: the product, or the person who did the step.</param>
public sealed record Change(
    DateTimeOffset At, ChangeKind Kind, string Forest, string Target, string Before, string After, string By);

/// <summary>A step of the run.</summary>
/// <param name="At">When, on the orchestration's clock.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Note">What came of it, one sentence.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Step, string Note);
