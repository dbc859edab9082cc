using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Names of the external events that a run waits for.</summary>
public static class RunEvents
{
    /// <summary>Ends the run at the next safe place. Payload: <see cref="CancelRequest"/>.</summary>
    public const string Cancel = "cancel";

    /// <summary>Approves a plan. Payload: <see cref="PlanApproval"/>.</summary>
    public const string Approval = "approval";

    /// <summary>A person has done a step. Payload: <see cref="StepConfirmation"/>.</summary>
    /// <param name="step">One of <see cref="PersonStepNames"/>.</param>
    public static string Confirmation(string step) => $"confirmation-{step}";

    /// <summary>An unreachable domain controller is not waited for any more. Payload: <see cref="ControllerRelease"/>.</summary>
    public const string Release = "release";

    /// <summary>A relay answers a command. Payload: <see cref="RelaySignal"/>.</summary>
    public static string Relay(Guid commandId) => $"relay-{commandId:N}";
}

/// <summary>The steps that only a person can do.</summary>
public static class PersonStepNames
{
    /// <summary>Enable self-service password reset for users.</summary>
    public const string ResetScope = "reset-scope";

    /// <summary>Tick password writeback under On-premises integration.</summary>
    public const string PortalSwitch = "portal-switch";

    /// <summary>Set the minimum password age to 0 in the Group Policy that wins.</summary>
    public const string MinimumPasswordAge = "minimum-password-age";

    /// <summary>Reset the password of the canary user in the cloud.</summary>
    public const string CanaryReset = "canary-reset";

    /// <summary>All of them, in the order of a run.</summary>
    public static IReadOnlyList<string> All { get; } = [MinimumPasswordAge, ResetScope, PortalSwitch, CanaryReset];
}

/// <summary>Asks a run to end.</summary>
/// <param name="By">Who.</param>
/// <param name="Note">Why.</param>
public sealed record CancelRequest(string By, string Note);

/// <summary>Approves the plan with a hash.</summary>
/// <param name="PlanHash">The plan's hash.</param>
/// <param name="By">Who.</param>
/// <param name="Note">A remark.</param>
public sealed record PlanApproval(string PlanHash, string By, string Note);

/// <summary>A person says that a step is done.</summary>
/// <param name="By">Who.</param>
/// <param name="Note">A remark.</param>
/// <param name="Deadline">
/// <see cref="Runtime.RunStatus.Deadline"/> of the wait that it answers: one that comes twice, or late, does not answer the
/// same question of another forest. Null: it answers whichever is asked.
/// </param>
public sealed record StepConfirmation(string By, string Note, DateTimeOffset? Deadline = null);

/// <summary>A person answers for going on without a domain controller. It counts while that one does not answer; once it does, it is waited for again.</summary>
/// <param name="Controller">DNS host name.</param>
/// <param name="By">Who.</param>
/// <param name="Note">Why.</param>
public sealed record ControllerRelease(string Controller, string By, string Note);

/// <summary>How far a command has come.</summary>
public enum RelaySignalKind
{
    /// <summary>The relay has it in its ledger: it need not be sent again.</summary>
    Accepted,

    /// <summary>It is at work.</summary>
    Progress,

    /// <summary>It has ended; the reply is there.</summary>
    Completed,
}

/// <summary>What a relay says about a command.</summary>
/// <param name="Kind">How far it has come.</param>
/// <param name="Note">One sentence for people.</param>
/// <param name="Reply">The reply of a completed command.</param>
public sealed record RelaySignal(RelaySignalKind Kind, string Note, RelayReply? Reply = null);
