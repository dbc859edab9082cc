using PasswordWriteback.Core.Relay.Envelope;

namespace PasswordWriteback.Storage.Relays;

/// <summary>A code that lets one relay enrol. Only its hash is stored.</summary>
/// <param name="CodeHash">SHA-256 of the code, lower-case hexadecimal.</param>
/// <param name="Forest">The forest that the relay will stand in; one of the tenant's.</param>
/// <param name="Note">A remark; empty when none.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record RelayCode(string CodeHash, string Forest, string Note, DateTimeOffset ExpiresAt);

/// <summary>How issuing a code ended.</summary>
public enum RelayCodeOutcome
{
    /// <summary>Stored.</summary>
    Issued,

    /// <summary>No such tenant in scope.</summary>
    NoTenant,

    /// <summary>The tenant is not active.</summary>
    NotActive,

    /// <summary>The tenant has no such forest.</summary>
    NoForest,

    /// <summary>The tenant has had as many codes within the hour as it may.</summary>
    TooMany,
}

/// <summary>A relay that enrols.</summary>
/// <param name="RelayId">Its new id.</param>
/// <param name="Key">Its public key; it has proven that it holds the private half.</param>
/// <param name="HostName">Its server.</param>
/// <param name="Version">Its version.</param>
/// <param name="ServiceBus">Address of the Service Bus namespace that its queue is in; null: the first one, or the host's own queues.</param>
public sealed record RelayEnrolment(Guid RelayId, PublicJwk Key, string HostName, string Version, Uri? ServiceBus = null);

/// <summary>How promoting a relay ended.</summary>
public enum RelayPromotion
{
    /// <summary>It is the active one now; the other one stands by.</summary>
    Promoted,

    /// <summary>It was the active one already.</summary>
    AlreadyActive,

    /// <summary>No such relay of that tenant in scope.</summary>
    NoRelay,

    /// <summary>It was revoked; enrol it anew.</summary>
    Revoked,
}
