namespace PasswordWriteback.Core.EntraConnect.Events;

/// <summary>What an event belongs to.</summary>
public enum WritebackOperation
{
    /// <summary>The service: its start, its connection, its keys.</summary>
    Service,

    /// <summary>A person's own reset in the cloud.</summary>
    SelfServiceReset,

    /// <summary>A person's change of the password in the cloud.</summary>
    Change,

    /// <summary>An administrator's reset in the portal.</summary>
    AdministratorReset,

    /// <summary>Turning writeback on.</summary>
    Onboarding,

    /// <summary>Turning writeback off.</summary>
    Offboarding,
}

/// <summary>What an event says.</summary>
public enum WritebackEventRole
{
    /// <summary>An operation began.</summary>
    Started,

    /// <summary>An operation succeeded.</summary>
    Succeeded,

    /// <summary>An operation failed; another event says why.</summary>
    Failed,

    /// <summary>Something in order that is no operation.</summary>
    Information,

    /// <summary>The cause of a failure, or a failure of the service.</summary>
    Trouble,
}

/// <summary>What shows that a trouble is over.</summary>
public enum TroubleEnds
{
    /// <summary>The event is no trouble.</summary>
    None,

    /// <summary>It concerns the state of one user, and nobody has to repair writeback for it.</summary>
    WithTheUser,

    /// <summary>A later success of the same user; of any user when the events name none.</summary>
    WithASuccess,

    /// <summary>A later heartbeat 31019.</summary>
    WithAHeartbeat,

    /// <summary>A later onboarding 31005, or a later success.</summary>
    WithOnboarding,

    /// <summary>A later offboarding 31013 or onboarding 31005.</summary>
    WithOffboarding,
}

/// <summary>One line of the table of events.</summary>
/// <param name="Source">Event source.</param>
/// <param name="EventId">Event id.</param>
/// <param name="Operation">What it belongs to.</param>
/// <param name="Role">What it says.</param>
/// <param name="Meaning">In words.</param>
/// <param name="FirstFix">What to try first; null when there is nothing to do.</param>
/// <param name="Ends">What shows that it is over.</param>
public sealed record WritebackEventMeaning(
    string Source,
    int EventId,
    WritebackOperation Operation,
    WritebackEventRole Role,
    string Meaning,
    string? FirstFix = null,
    TroubleEnds Ends = TroubleEnds.None);
