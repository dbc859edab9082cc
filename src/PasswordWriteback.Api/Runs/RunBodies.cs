using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Api.Runs;

/// <summary>Starts a run.</summary>
/// <param name="Mode">What it sets out to do.</param>
/// <param name="PlanOf">Apply only: the finished plan run that a person has seen and approves with this start. Without it the run asks.</param>
/// <param name="Of">Rollback only, and needed there: the apply to undo.</param>
/// <param name="AdministratorsMayReset">
/// Apply only: what <c>authorizationPolicy.allowedToUseSSPR</c>, whether administrators may reset their own passwords, is to be.
/// Without it that is left as it is.
/// </param>
/// <param name="WritebackFeatureFlag">
/// Apply only, true or left out: also set <c>onPremisesSynchronization.features.passwordWritebackEnabled</c>, where the identity may.
/// It decides nothing.
/// </param>
public sealed record RunBody(
    RunMode Mode, string? PlanOf = null, string? Of = null, bool? AdministratorsMayReset = null, bool? WritebackFeatureFlag = null);

/// <summary>Asks a run to end.</summary>
/// <param name="Note">Why; 1 to 500 characters.</param>
public sealed record CancelBody(string Note);

/// <summary>Says that a person has done a step.</summary>
/// <param name="By">Who; 1 to 100 characters.</param>
/// <param name="Note">A remark; up to 500 characters.</param>
public sealed record ConfirmationBody(string By, string Note);

/// <summary>Answers for going on without a domain controller that does not answer.</summary>
/// <param name="Controller">Its DNS host name, as the run shows it.</param>
/// <param name="By">Who; 1 to 100 characters.</param>
/// <param name="Note">Why; 1 to 500 characters.</param>
public sealed record ReleaseBody(string Controller, string By, string Note);

/// <summary>Approves a plan.</summary>
/// <param name="PlanHash">Hash of the plan that the person has seen.</param>
/// <param name="By">Who; 1 to 100 characters.</param>
/// <param name="Note">A remark; up to 500 characters.</param>
public sealed record ApprovalBody(string PlanHash, string By, string Note);
