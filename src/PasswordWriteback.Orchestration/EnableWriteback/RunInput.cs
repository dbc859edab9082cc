using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Input of the EnableWriteback orchestration.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Mode">What to do.</param>
/// <param name="PlanOf">For apply: the run whose plan a person has seen and approves with this start; null: the run asks.</param>
/// <param name="RollbackOf">For rollback: the apply to undo.</param>
/// <param name="MinimumPasswordAgeZero">For apply: the tenant wants a minimum password age of 0, and a person sets it.</param>
/// <param name="AdministratorsMayReset">
/// For apply: what <c>allowedToUseSSPR</c>, whether administrators may reset their own passwords, is to be; null: it is left as it is.
/// </param>
/// <param name="SetWritebackFeatureFlag">
/// For apply: also set <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>, where the identity may. It decides nothing.
/// </param>
public sealed record RunInput(
    Guid TenantId,
    RunMode Mode,
    string? PlanOf = null,
    string? RollbackOf = null,
    bool MinimumPasswordAgeZero = false,
    bool? AdministratorsMayReset = null,
    bool SetWritebackFeatureFlag = false);

/// <summary>A forest as the tenant's record names it.</summary>
/// <param name="Name">DNS name of the forest root.</param>
public sealed record ForestRecord(string Name);
