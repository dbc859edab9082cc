using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Relays;

/// <summary>Problems about relays.</summary>
public static class RelayProblems
{
    /// <summary>The tenant's record names no such forest.</summary>
    public static ProblemCode ForestNotFound { get; } = new("forest-not-found", 404, "The tenant has no such forest.");

    /// <summary>The tenant has no such relay.</summary>
    public static ProblemCode NotFound { get; } = new("relay-not-found", 404, "The tenant has no such relay.");

    /// <summary>The relay was revoked.</summary>
    public static ProblemCode Revoked { get; } = new("relay-revoked", 409, "The relay was revoked.");

    /// <summary>The code is not known, was used, or has ended.</summary>
    public static ProblemCode CodeInvalid { get; } = new("relay-code-invalid", 403, "The code does not let a relay enrol.");

    /// <summary>The proof of the relay's key does not count.</summary>
    public static ProblemCode ProofInvalid { get; } = new("relay-proof-invalid", 401, "The proof of the relay's key is not accepted.");

    /// <summary>More codes or attempts than are allowed.</summary>
    public static ProblemCode TooMany { get; } = new("relay-rate-limited", 429, "There were too many codes or attempts.");

    /// <summary>The upload is not what its hash says.</summary>
    public static ProblemCode UploadInvalid { get; } = new("relay-upload-invalid", 400, "The upload is not a reply with this hash.");

    /// <summary>The host has no queues for relays.</summary>
    public static ProblemCode QueueUnavailable { get; } = new("relay-queue-unavailable", 503, "The queues of relays cannot be used at present.");

    /// <summary>The host does not know its own address.</summary>
    public static ProblemCode AddressUnknown { get; } = new("relay-address-unknown", 503, "The host does not know the address that relays reach it under.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
        [ForestNotFound, NotFound, Revoked, CodeInvalid, ProofInvalid, TooMany, UploadInvalid, QueueUnavailable, AddressUnknown];
}
