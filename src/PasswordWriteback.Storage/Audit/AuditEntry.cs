namespace PasswordWriteback.Storage.Audit;

/// <summary>What was done. Stored by name.</summary>
public enum AuditAction
{
    /// <summary>A tenant was registered.</summary>
    TenantRegistered,

    /// <summary>A tenant's record was changed.</summary>
    TenantChanged,

    /// <summary>An administrator of the tenant consented.</summary>
    TenantConsented,

    /// <summary>A consent was refused; the note says why.</summary>
    ConsentRefused,

    /// <summary>The erasure of a tenant was asked for.</summary>
    TenantDeleting,

    /// <summary>A tenant was erased.</summary>
    TenantErased,

    /// <summary>A run was started.</summary>
    RunStarted,

    /// <summary>A plan was approved.</summary>
    PlanApproved,

    /// <summary>A person's step was confirmed.</summary>
    StepConfirmed,

    /// <summary>A run goes on without a domain controller that does not answer.</summary>
    ControllerReleased,

    /// <summary>A run was asked to end.</summary>
    RunCancelled,

    /// <summary>A rollback was started.</summary>
    RollbackStarted,

    /// <summary>A code for enrolling a relay was made.</summary>
    RelayCodeIssued,

    /// <summary>A relay was enrolled.</summary>
    RelayEnrolled,

    /// <summary>A standby relay became the active one.</summary>
    RelayPromoted,

    /// <summary>A relay was revoked.</summary>
    RelayRevoked,

    /// <summary>A second process with a relay's identity was seen.</summary>
    RelayDuplicated,

    /// <summary>An administrator wrote on the relay's server what a run waited for.</summary>
    WrittenOnServer,

    /// <summary>Microsoft Graph was asked to notify of changed users.</summary>
    SubscriptionMade,

    /// <summary>The subscription at Microsoft Graph was found to be gone.</summary>
    SubscriptionLost,

    /// <summary>A tenant was erased while its subscription at Microsoft Graph could not be removed; the note says when it ends by itself.</summary>
    SubscriptionLeft,
}

/// <summary>A line of the audit. Lines are added and never changed.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Owner">The tenant's owner at that time.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who: a caller's subject, the object id of the administrator who consented, the name of the one who wrote on a relay's server, <c>schedule</c>, <c>erasure</c>, <c>licence change</c>, <c>subscription upkeep</c>, or a relay.</param>
/// <param name="Action">What.</param>
/// <param name="RunId">The run it belongs to; null when none.</param>
/// <param name="Note">One sentence. No secrets.</param>
public sealed record AuditEntry(
    Guid TenantId, string Owner, DateTimeOffset At, string Actor, AuditAction Action, string? RunId, string Note);
