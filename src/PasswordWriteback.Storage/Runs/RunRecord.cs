using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Storage.Runs;

/// <summary>How far a run has come, as the store knows it.</summary>
public enum RunState
{
    /// <summary>Stored; the engine has not been asked yet, or its answer was lost. It is started again until it answers.</summary>
    Accepted,

    /// <summary>The engine has it.</summary>
    Running,

    /// <summary>Ended with a report; a cancelled run too.</summary>
    Finished,

    /// <summary>Ended without a report; <see cref="RunRecord.Failure"/> says why.</summary>
    Failed,
}

/// <summary>What started a run.</summary>
public enum RunTrigger
{
    /// <summary>A call of the HTTP API.</summary>
    Request,

    /// <summary>The schedule.</summary>
    Schedule,

    /// <summary>A change of licences.</summary>
    LicenceChange,
}

/// <summary>A run as it is stored. Its id is the id of its orchestration.</summary>
public sealed record RunRecord
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>What it sets out to do.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunState State { get; init; }

    /// <summary>What started it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>Who started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Verdict of its report; null without one.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>For apply: the run whose plan was seen.</summary>
    public string? PlanOf { get; init; }

    /// <summary>For rollback: the apply to undo.</summary>
    public string? RollbackOf { get; init; }

    /// <summary>Whether the run lets a person set a minimum password age of 0; copied from the tenant when it starts.</summary>
    public bool MinimumPasswordAgeZero { get; init; }

    /// <summary>For apply: what <c>authorizationPolicy.allowedToUseSSPR</c> is to be; null: it is left as it is.</summary>
    public bool? AdministratorsMayReset { get; init; }

    /// <summary>For apply: whether it also sets <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>.</summary>
    public bool SetWritebackFeatureFlag { get; init; }

    /// <summary>Why it failed; null unless <see cref="RunState.Failed"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>Grows with every change.</summary>
    public required long Version { get; init; }

    /// <summary>Whether it writes: at most one writing run of a tenant goes on at a time.</summary>
    public bool Writes => Mode is RunMode.Apply or RunMode.Rollback;

    /// <summary>Whether nothing more will happen.</summary>
    public bool HasEnded => State is RunState.Finished or RunState.Failed;
}
