using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Storage.Runs;

/// <summary>A run to be stored.</summary>
/// <param name="RunId">Its id, new.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="Mode">What it sets out to do.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="StartedBy">Who starts it.</param>
/// <param name="PlanOf">For apply: the run whose plan was seen.</param>
/// <param name="RollbackOf">For rollback: the apply to undo.</param>
/// <param name="IdempotencyKey">The caller's key: the same key and request again is the same run.</param>
/// <param name="RequestHash">Hash of the request, to tell a repetition from a key used for something else.</param>
/// <param name="AdministratorsMayReset">For apply: what <c>authorizationPolicy.allowedToUseSSPR</c> is to be; null: it is left as it is.</param>
/// <param name="SetWritebackFeatureFlag">For apply: also set <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>.</param>
public sealed record NewRun(
    string RunId,
    Guid TenantId,
    RunMode Mode,
    RunTrigger Trigger,
    string StartedBy,
    string? PlanOf = null,
    string? RollbackOf = null,
    string? IdempotencyKey = null,
    string? RequestHash = null,
    bool? AdministratorsMayReset = null,
    bool SetWritebackFeatureFlag = false);

/// <summary>How storing a run ended.</summary>
public enum RunAdmissionKind
{
    /// <summary>Stored.</summary>
    Admitted,

    /// <summary>The same request with the same key was stored before; the run is that one.</summary>
    Repeated,

    /// <summary>The key was used for another request; the run is the one it stands for.</summary>
    KeyReused,

    /// <summary>Another writing run of the tenant goes on; the run is that one.</summary>
    WriterBusy,

    /// <summary>No such tenant in scope.</summary>
    NoTenant,

    /// <summary>The tenant is not active.</summary>
    NotActive,
}

/// <summary>How storing a run ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Run">The run that <paramref name="Kind"/> speaks of; null when it speaks of none.</param>
public sealed record RunAdmission(RunAdmissionKind Kind, RunRecord? Run);
