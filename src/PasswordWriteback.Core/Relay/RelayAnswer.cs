using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Core.Relay;

/// <summary>What a relay tells the cloud: a closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(CommandAccepted), "accepted")]
[JsonDerivedType(typeof(CommandProgress), "progress")]
[JsonDerivedType(typeof(CommandCompleted), "completed")]
[JsonDerivedType(typeof(RelayHeartbeat), "heartbeat")]
public abstract record RelayAnswer;

/// <summary>An answer to one command.</summary>
/// <param name="CommandId">The command.</param>
public abstract record CommandAnswer(Guid CommandId) : RelayAnswer;

/// <summary>The command is in the relay's ledger; it need not be sent again.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Note">One sentence for people, for example why it has to wait.</param>
public sealed record CommandAccepted(Guid CommandId, string Note) : CommandAnswer(CommandId);

/// <summary>The command is at work; sent at most every 30 seconds.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Note">One sentence for people.</param>
/// <param name="Counters">Numbers by name, for example <c>users</c>.</param>
public sealed record CommandProgress(Guid CommandId, string Note, IReadOnlyDictionary<string, long> Counters) : CommandAnswer(CommandId);

/// <summary>The command has ended. Exactly one of <paramref name="Reply"/> and <paramref name="Upload"/> is set.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Reply">The reply, when it is at most <see cref="EnvelopeLimits.InlineReplyBytes"/> long.</param>
/// <param name="Upload">Where a longer reply is found.</param>
public sealed record CommandCompleted(Guid CommandId, RelayReply? Reply, ReplyUpload? Upload) : CommandAnswer(CommandId);

/// <summary>A reply that was uploaded over HTTPS before the answer was sent.</summary>
/// <param name="Sha256">SHA-256 of the reply's JSON in UTF-8, lower-case hexadecimal; also its name.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ReplyUpload(string Sha256, long Bytes);

/// <summary>Sent every hour, and when the service starts.</summary>
/// <param name="Instance">Made anew at each start of the process: two that alternate are two live processes with one identity.</param>
/// <param name="StartedAt">When the process started.</param>
/// <param name="SentAt">When this was written, by the relay's clock.</param>
/// <param name="HostName">Name of the server.</param>
/// <param name="Version">Version of the relay.</param>
/// <param name="PolicyHash">SHA-256 of the policy in force, lower-case hexadecimal; null when there is none.</param>
/// <param name="Connect">Entra Connect on this server.</param>
public sealed record RelayHeartbeat(
    Guid Instance,
    DateTimeOffset StartedAt,
    DateTimeOffset SentAt,
    string HostName,
    string Version,
    string? PolicyHash,
    Reading<ConnectState> Connect) : RelayAnswer;

/// <summary>Entra Connect in short.</summary>
/// <param name="ServerName">Name of the server.</param>
/// <param name="InstalledVersion">Version installed.</param>
/// <param name="Staging">Whether the server is in staging mode.</param>
/// <param name="WritebackEnabled">Whether the writeback switch is on.</param>
public sealed record ConnectState(string ServerName, string InstalledVersion, bool Staging, bool WritebackEnabled);
