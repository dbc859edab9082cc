namespace PasswordWriteback.Storage.Consent;

/// <summary>A consent link that was given out. Only hashes of its secrets are stored.</summary>
/// <param name="TenantId">The tenant that is to consent.</param>
/// <param name="Owner">The portal that asked.</param>
/// <param name="NonceHash">Hash of the nonce that must stand in the id_token.</param>
/// <param name="ExpiresAt">When the link ends.</param>
/// <param name="Used">Whether it has been used: it counts once.</param>
public sealed record ConsentRequest(Guid TenantId, string Owner, string NonceHash, DateTimeOffset ExpiresAt, bool Used);

/// <summary>How a consent ended.</summary>
public enum ConsentOutcome
{
    /// <summary>The tenant is active now.</summary>
    Activated,

    /// <summary>This owner's tenant was active already.</summary>
    AlreadyActive,

    /// <summary>Another owner has the tenant; a line of the audit says so.</summary>
    OwnedByAnother,

    /// <summary>No such link, or used before, or the tenant is not registered any more.</summary>
    Unknown,

    /// <summary>The link has ended.</summary>
    Expired,
}
