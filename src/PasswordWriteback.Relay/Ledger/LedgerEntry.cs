using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Ledger;

/// <summary>One command in the ledger.</summary>
/// <param name="Command">The command.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Starts">How often work on it was begun: more than one when the process died in between.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="ParkedUntil">Until when it waits, or waited, for an administrator on this server; null when it never had to.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Reply">Its reply; null before <see cref="LedgerState.Done"/>.</param>
public sealed record LedgerEntry(
    RelayCommand Command,
    LedgerState State,
    int Starts,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? ParkedUntil,
    DateTimeOffset? EndedAt,
    RelayReply? Reply);

/// <summary>Which message brought a command.</summary>
/// <param name="Id">Id of the signed message (claim <c>jti</c>): one signature is good for one message.</param>
/// <param name="SequenceNumber">The number that the queue gave the message: tells a redelivery from a replay.</param>
public sealed record SignedMessageId(string Id, long SequenceNumber);

/// <summary>An answer that the cloud has not taken yet.</summary>
/// <param name="Number">Its place in the order of sending.</param>
/// <param name="CommandId">The command.</param>
/// <param name="RunId">The run of the command.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Note">One sentence for people; empty for a completed command.</param>
/// <param name="Reply">The reply of a completed command.</param>
/// <param name="CreatedAt">Since when it waits.</param>
public sealed record PendingAnswer(
    long Number, Guid CommandId, string RunId, AnswerKind Kind, string Note, RelayReply? Reply, DateTimeOffset CreatedAt);

/// <summary>A message that was refused: nothing of it was done.</summary>
/// <param name="Reason">Stable reason, for example <c>Expired</c>.</param>
/// <param name="EventId">The event id it is logged under.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="At">When.</param>
public sealed record RefusedMessage(string Reason, int EventId, string Detail, DateTimeOffset At);

/// <summary>How many of what the ledger holds.</summary>
/// <param name="Received">Commands that wait for their turn.</param>
/// <param name="Running">Commands at work.</param>
/// <param name="Done">Commands that have ended.</param>
/// <param name="Unsent">Answers that the cloud has not taken yet.</param>
/// <param name="Refused">Messages that were refused, as far as they are kept.</param>
public sealed record LedgerCounts(int Received, int Running, int Done, int Unsent, int Refused);
