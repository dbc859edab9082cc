using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Every wait of a run, and what exactly it bounds.</summary>
public static class RunLimits
{
    /// <summary>From sending a command until the relay says that it has it; then it is sent again.</summary>
    public static readonly TimeSpan CommandAcceptance = TimeSpan.FromMinutes(2);

    /// <summary>How often a command is sent before the relay counts as not answering.</summary>
    public const int CommandAttempts = 5;

    /// <summary>Pause until a relay that did not answer during a confirmation is asked again; each time it is sent <see cref="CommandAttempts"/> messages.</summary>
    public static readonly TimeSpan SilentRelayPause = TimeSpan.FromMinutes(20);

    /// <summary>From acceptance until the answer of a command that reads.</summary>
    public static readonly TimeSpan ReadCommand = TimeSpan.FromMinutes(30);

    /// <summary>From acceptance until the answer of a command that scans the directory (500,000 users).</summary>
    public static readonly TimeSpan ScanCommand = TimeSpan.FromHours(4);

    /// <summary>From acceptance until the answer of a command that writes.</summary>
    public static readonly TimeSpan WriteCommand = TimeSpan.FromHours(1);

    /// <summary>How long a plan waits for approval.</summary>
    public static readonly TimeSpan Approval = TimeSpan.FromDays(7);

    /// <summary>From acceptance until the answer of a command that an administrator of the relay's server has to do; the relay itself waits an hour less.</summary>
    public static readonly TimeSpan LocalApproval = TimeSpan.FromDays(7);

    /// <summary>How long a step of a person is waited for.</summary>
    public static readonly TimeSpan PersonStep = TimeSpan.FromDays(7);

    /// <summary>
    /// How long users may take to inherit what was confirmed. How long replication may take follows from the forest
    /// (<see cref="Core.ActiveDirectory.Replication.ReplicationTime"/>).
    /// </summary>
    public static readonly TimeSpan Inheritance = TimeSpan.FromDays(1);

    /// <summary>First pause between two confirmations; each further one is half as long again.</summary>
    public static readonly TimeSpan FirstConfirmationPause = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause between two confirmations.</summary>
    public static readonly TimeSpan LongestConfirmationPause = TimeSpan.FromMinutes(30);

    /// <summary>Pause between two full scans after the confirmation, while users still inherit.</summary>
    public static readonly TimeSpan FullScanPause = TimeSpan.FromMinutes(5);

    /// <summary>How long a grant, or its rollback, waits for domain controllers to agree on the descriptor before it is written.</summary>
    public static readonly TimeSpan ChangeInFlight = TimeSpan.FromHours(2);

    /// <summary>Pause until a write that met domain controllers in disagreement is tried again.</summary>
    public static readonly TimeSpan ChangeInFlightPause = TimeSpan.FromMinutes(1);

    /// <summary>How long the domain head may take to follow the Group Policy that a person changed.</summary>
    public static readonly TimeSpan PolicyRefresh = TimeSpan.FromHours(4);

    /// <summary>How long Entra Connect may take to log that the tenant was onboarded, and a canary reset to arrive.</summary>
    public static readonly TimeSpan Evidence = TimeSpan.FromMinutes(30);

    /// <summary>How far back evidence is looked for.</summary>
    public static readonly TimeSpan EvidenceWindow = TimeSpan.FromDays(30);

    /// <summary>Retries of activities that talk to Microsoft Graph or the store.</summary>
    public static readonly ActivityRetry Retry = new(4, TimeSpan.FromSeconds(5), 3, TimeSpan.FromMinutes(5));

    /// <summary>From acceptance until the answer of <paramref name="command"/>.</summary>
    public static TimeSpan Answer(RelayCommand command) => command switch
    {
        AssessPermissions => ScanCommand,
        GrantPermissions or RevokePermissions or SetConnectWriteback => WriteCommand,
        _ => ReadCommand,
    };
}
