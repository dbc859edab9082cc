using System.Text.Json.Serialization;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>Asks for a code that lets one relay enrol.</summary>
/// <param name="Forest">The forest that it will stand in; one of the tenant's.</param>
/// <param name="Note">A remark, at most 300 characters.</param>
public sealed record RelayCodeBody(string Forest, string? Note = null);

/// <summary>A code. It is shown once.</summary>
/// <param name="Code">The code.</param>
/// <param name="ExpiresAt">When it ends: 15 minutes after it was made.</param>
/// <param name="EnrolCommand">What to type on the server beside Entra Connect.</param>
public sealed record RelayCodeView(string Code, DateTimeOffset ExpiresAt, string EnrolCommand);

/// <summary>A relay enrols.</summary>
/// <param name="Code">The code.</param>
/// <param name="PublicKey">The public half of the key that it made on its server.</param>
/// <param name="Proof">That it holds the private half, bound to the SHA-256 of the code.</param>
/// <param name="HostName">Its server.</param>
/// <param name="Version">Its version.</param>
public sealed record RelayEnrolBody(string Code, PublicJwk PublicKey, string Proof, string HostName, string Version);

/// <summary>What a relay needs to know to work. Nothing of it is secret.</summary>
/// <param name="RelayId">Its id.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Forest">The forest that it stands in.</param>
/// <param name="State">Active, or standing by.</param>
/// <param name="ServiceBus">Address of its queue, and of the replies queue unless another one is given.</param>
/// <param name="Queue">Where its commands lie.</param>
/// <param name="RepliesQueue">Where its answers go.</param>
/// <param name="Issuer">Name of this cloud in signed commands.</param>
/// <param name="CloudKeys">The keys that commands may be signed with.</param>
/// <param name="RepliesServiceBus">Address of the replies queue; missing when it is where the relay's own queue is.</param>
public sealed record RelayEnrolledView(
    Guid RelayId,
    Guid TenantId,
    string Forest,
    RelayState State,
    Uri ServiceBus,
    string Queue,
    string RepliesQueue,
    string Issuer,
    IReadOnlyList<PublicJwk> CloudKeys,
    Uri? RepliesServiceBus = null);

/// <summary>A relay asks for access to its queues.</summary>
/// <param name="Proof">That it holds its key.</param>
/// <param name="KnownKeys">Ids of the cloud's keys that it trusts; missing: the one that signs commands now.</param>
public sealed record RelayTokenBody(string Proof, IReadOnlyList<string>? KnownKeys = null);

/// <summary>Access to a relay's queues, for an hour at most.</summary>
/// <param name="Sas">The shared access signatures.</param>
/// <param name="ExpiresAt">When both end.</param>
/// <param name="CloudKeysSigned">
/// The keys that commands may be signed with: the payload is a JSON array of keys, the token a proof for this address by the newest
/// key that the relay named. A relay takes the list only from a key that it trusts already.
/// </param>
public sealed record RelayTokenView(RelaySignatures Sas, DateTimeOffset ExpiresAt, SignedMessage CloudKeysSigned);

/// <summary>Shared access signatures. Secrets.</summary>
/// <param name="Queue">To receive from the relay's own queue.</param>
/// <param name="Replies">To send to the replies queue.</param>
public sealed record RelaySignatures(string Queue, string Replies);

/// <summary>A relay as the API shows it.</summary>
/// <param name="RelayId">Its id.</param>
/// <param name="Forest">The forest that it stands in.</param>
/// <param name="State">What it may do.</param>
/// <param name="HostName">Its server.</param>
/// <param name="Version">Its version.</param>
/// <param name="KeyId">RFC 7638 thumbprint of its key.</param>
/// <param name="EnrolledAt">When it enrolled.</param>
/// <param name="EnrolledBy">Who issued its code.</param>
/// <param name="RevokedAt">When it was revoked; missing while it counts.</param>
/// <param name="HeartbeatAt">When its last heartbeat came; missing before the first. It sends one every hour.</param>
/// <param name="PolicyHash">SHA-256 of the policy in force on its server; missing when it has none.</param>
/// <param name="Connect">Entra Connect on its server; missing when it could not be read.</param>
/// <param name="ConnectUnknownReason">Why Entra Connect could not be read; missing when it could, and before the first heartbeat.</param>
/// <param name="DuplicateSeenAt">When two processes with its identity were last seen at work; missing: never.</param>
/// <param name="Trouble">What is wrong with it now, one sentence, and what to do: silent for too long, there twice, or its queue out of reach; missing when nothing is.</param>
public sealed record RelayView(
    Guid RelayId,
    string Forest,
    RelayState State,
    string HostName,
    string Version,
    string KeyId,
    DateTimeOffset EnrolledAt,
    string EnrolledBy,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? HeartbeatAt,
    string? PolicyHash,
    ConnectState? Connect,
    string? ConnectUnknownReason,
    DateTimeOffset? DuplicateSeenAt,
    string? Trouble)
{
    /// <summary>Shows a record as of a time.</summary>
    /// <param name="relay">The record.</param>
    /// <param name="queues">Where queues may be.</param>
    /// <param name="now">The time.</param>
    public static RelayView Of(RelayRecord relay, IRelayQueues queues, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(relay);
        ArgumentNullException.ThrowIfNull(queues);
        return new(
            relay.RelayId,
            relay.Forest,
            relay.State,
            relay.HostName,
            relay.Heartbeat?.Version ?? relay.Version,
            relay.Key.Kid,
            relay.EnrolledAt,
            relay.EnrolledBy,
            relay.RevokedAt,
            relay.HeartbeatAt,
            relay.Heartbeat?.PolicyHash,
            relay.Heartbeat is { Connect.IsKnown: true } known ? known.Connect.Value : null,
            relay.Heartbeat is { Connect.IsKnown: false } unknown ? unknown.Connect.UnknownReason : null,
            relay.DuplicateSeenAt,
            RelayTrouble.Of(relay, queues.Places, now));
    }
}

/// <summary>The relays of a tenant.</summary>
/// <param name="Items">All of them, revoked ones too, in the order of their enrolment.</param>
public sealed record RelayListView(IReadOnlyList<RelayView> Items);

/// <summary>The JSON of relays.</summary>
[JsonSerializable(typeof(RelayCodeBody))]
[JsonSerializable(typeof(RelayCodeView))]
[JsonSerializable(typeof(RelayEnrolBody))]
[JsonSerializable(typeof(RelayEnrolledView))]
[JsonSerializable(typeof(RelayTokenBody))]
[JsonSerializable(typeof(RelayTokenView))]
[JsonSerializable(typeof(RelayView))]
[JsonSerializable(typeof(RelayListView))]
internal sealed partial class RelayApiJson : JsonSerializerContext;
