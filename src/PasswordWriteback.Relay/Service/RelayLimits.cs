using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Service;

/// <summary>Every bound of the relay service, and what exactly it bounds.</summary>
public static class RelayLimits
{
    /// <summary>First pause after the queue, the cloud or the ledger could not be used; doubled each time.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause after the queue, the cloud or the ledger could not be used.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>From one heartbeat to the next.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromHours(1);

    /// <summary>Least time between two progress messages of one command.</summary>
    public static readonly TimeSpan Progress = TimeSpan.FromSeconds(30);

    /// <summary>Reading commands at work at the same time; writes are carried out one at a time.</summary>
    public const int ParallelReads = 4;

    /// <summary>Work on a command that reads, from its acceptance.</summary>
    public static readonly TimeSpan ReadCommand = TimeSpan.FromMinutes(30);

    /// <summary>Work on a command that scans the directory (500,000 users), from its acceptance.</summary>
    public static readonly TimeSpan ScanCommand = TimeSpan.FromHours(4);

    /// <summary>Work on a command that writes, from its acceptance, or from the moment when what it was parked for has come.</summary>
    public static readonly TimeSpan WriteCommand = TimeSpan.FromHours(1);

    /// <summary>How long a command that writes waits until another process of this server has ended its write.</summary>
    public static readonly TimeSpan WriteTurn = TimeSpan.FromMinutes(30);

    /// <summary>How long an interrupted write is tried to be settled while the directory cannot be read; then its outcome is unknown.</summary>
    public static readonly TimeSpan Settlement = TimeSpan.FromMinutes(30);

    /// <summary>Pause between two attempts to settle an interrupted write.</summary>
    public static readonly TimeSpan SettlementPause = TimeSpan.FromSeconds(30);

    /// <summary>How often a command that waits for an administrator is looked at again.</summary>
    public static readonly TimeSpan ParkedPause = TimeSpan.FromSeconds(15);

    /// <summary>How long a write that is at work may go on when the service is to stop; what is not finished then stays in the ledger.</summary>
    public static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long the ledger and the files of ended commands are kept. A run may still ask for what it asked for before as long as it
    /// lives. In one forest it waits at most 7 days for approval, 7 for the administrator of the server, 7 for replication, 1 for
    /// inheritance, and 7 for each of four steps of a person: 50 days. 90 are enough for two forests, one after the other.
    /// </summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    /// <summary>From one sweep of ledger and state folder to the next.</summary>
    public static readonly TimeSpan Sweep = TimeSpan.FromDays(1);

    /// <summary>
    /// The longest that the receiving loop stands still while all is well: it turns with each poll (59 s), token (40 s) and pause
    /// (1 minute). Beyond this it hangs, and a service manager may end the process: the ledger knows what was at work.
    /// </summary>
    public static readonly TimeSpan LoopSilence = TimeSpan.FromMinutes(10);

    /// <summary>An access token is renewed when this much of its time is left.</summary>
    public static readonly TimeSpan TokenRenewal = TimeSpan.FromMinutes(10);

    /// <summary>One request to the cloud's HTTP API, an upload of 8 MB over a slow line included.</summary>
    public static readonly TimeSpan CloudRequest = TimeSpan.FromMinutes(2);

    /// <summary>One request for access tokens: less than the call to a queue that waits for it, so that a silent cloud is not taken for a silent queue.</summary>
    public static readonly TimeSpan TokenRequest = TimeSpan.FromSeconds(40);

    /// <summary>Work on <paramref name="command"/>.</summary>
    public static TimeSpan Work(RelayCommand command) => command switch
    {
        AssessPermissions => ScanCommand,
        _ => IsWrite(command) ? WriteCommand : ReadCommand,
    };

    /// <summary>Whether a command may change something.</summary>
    public static bool IsWrite(RelayCommand command) => command is GrantPermissions or RevokePermissions or SetConnectWriteback;
}
