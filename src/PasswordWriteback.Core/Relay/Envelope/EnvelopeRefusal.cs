using System.Diagnostics.CodeAnalysis;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>Why a message was refused. The number of a reason is its event id in logs and ledgers, and never changes.</summary>
public enum EnvelopeRefusalReason
{
    /// <summary>The message is larger than <see cref="EnvelopeLimits.MessageBytes"/>.</summary>
    Oversized = 4101,

    /// <summary>The message, its token or its payload is not in the form of the contract.</summary>
    Malformed = 4102,

    /// <summary>The token is not signed with ES256.</summary>
    AlgorithmNotAllowed = 4103,

    /// <summary>The token is of another kind: a reply sent as a command, or a proof sent as either.</summary>
    WrongTokenType = 4104,

    /// <summary>The key is not among those that are trusted.</summary>
    KeyUnknown = 4105,

    /// <summary>The key was trusted once; its end date has passed.</summary>
    KeyEnded = 4106,

    /// <summary>The signature is not by the key that the token names.</summary>
    SignatureWrong = 4107,

    /// <summary>The contract version is not one that this product reads.</summary>
    VersionNotSupported = 4108,

    /// <summary>A field is not part of the contract.</summary>
    UnknownField = 4109,

    /// <summary>A field of the contract is missing.</summary>
    MissingField = 4110,

    /// <summary>The payload is a command or an answer that is not part of the contract.</summary>
    UnknownType = 4111,

    /// <summary>The token was issued by somebody else.</summary>
    WrongIssuer = 4112,

    /// <summary>The token is for another tenant, relay or address.</summary>
    WrongAudience = 4113,

    /// <summary>This machine's clock differs from the queue's by more than <see cref="EnvelopeLimits.ClockTolerance"/>.</summary>
    ClockOff = 4114,

    /// <summary>The token says that it was issued later than now, by more than <see cref="EnvelopeLimits.ClockTolerance"/>.</summary>
    IssuedInFuture = 4115,

    /// <summary>The token has expired.</summary>
    Expired = 4116,

    /// <summary>The token would be good for longer than is allowed, or ends before it begins.</summary>
    LifetimeNotAllowed = 4117,

    /// <summary>The message was received before.</summary>
    Replayed = 4118,

    /// <summary>The payload is not the one that was signed.</summary>
    PayloadChanged = 4119,

    /// <summary>The payload speaks of another tenant, run or command than the signed token.</summary>
    PayloadContradicts = 4120,

    /// <summary>No relay with this identity is enrolled, or it was revoked.</summary>
    RelayUnknown = 4121,

    /// <summary>It answers a command that was never sent, or was sent to another tenant, relay or run.</summary>
    AnswersNothing = 4122,

    /// <summary>The relay has as many open commands, or as much on its disk, as it takes.</summary>
    RelayFull = 4123,
}

/// <summary>A message that was refused; nothing was changed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">One sentence for people; holds no payload and no secret.</param>
/// <param name="MessageId">Id of the message; null when nothing in it can be believed.</param>
public sealed record EnvelopeRefusal(EnvelopeRefusalReason Reason, string Detail, string? MessageId = null)
{
    /// <summary>Stable id for logs and the ledger.</summary>
    public int EventId => (int)Reason;
}

/// <summary>What became of a message: what it holds, or why it was refused.</summary>
/// <typeparam name="T">What a message that was accepted holds.</typeparam>
/// <param name="Message">What it holds.</param>
/// <param name="Refusal">Why it was refused.</param>
public sealed record Verification<T>(T? Message, EnvelopeRefusal? Refusal)
    where T : class
{
    /// <summary>Whether the message counts.</summary>
    [MemberNotNullWhen(true, nameof(Message))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Refusal is null;
}
