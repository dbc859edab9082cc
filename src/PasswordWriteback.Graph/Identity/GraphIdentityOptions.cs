namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// Who the backend is to tenants: the section <c>Graph</c> of a host's settings. At most one of the ways to prove it is set.
/// </summary>
public sealed record GraphIdentityOptions
{
    /// <summary>The client id of the multi-tenant app registration. Null: no tenant can consent to it.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>
    /// The client id of a user-assigned managed identity that the app registration trusts as a federated credential. In Azure:
    /// there is then no secret at all. Identity and app registration are in one tenant, and in the cloud of the tenants that are read.
    /// </summary>
    public Guid? ManagedIdentityClientId { get; init; }

    /// <summary>
    /// The app's certificate in Azure Key Vault, by the identifier of the certificate or of its secret
    /// (<c>https://NAME.vault.azure.net/certificates/writeback</c>). The host's own identity reads it (role Key Vault Secrets User).
    /// </summary>
    public Uri? CertificateVaultId { get; init; }

    /// <summary>The SHA-1 thumbprint of the app's certificate in the Windows store of the machine, or else of the user (folder My).</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The app's certificate with its key in a file: PEM, or PKCS#12 without password.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A file that holds the app's client secret. For development: anyone who reads it is the app.</summary>
    public string? SecretFile { get; init; }

    /// <summary>
    /// The one tenant that is read with the host's own identity (<c>DefaultAzureCredential</c>: managed identity, Azure CLI,
    /// environment). Every other tenant is refused.
    /// </summary>
    public Guid? OwnTenantId { get; init; }

    /// <summary>
    /// For tenants whose licences are to be counted in one group alone: the group's object id by the tenant's. Needs the permission
    /// GroupMember.Read.All there.
    /// </summary>
    public IReadOnlyDictionary<string, Guid> LicenceGroups { get; init; } = new Dictionary<string, Guid>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The cloud: <c>Public</c> (default), <c>UsGov</c> (GCC High), <c>UsGovDoD</c> or <c>China</c>.</summary>
    public string? Cloud { get; init; }

    /// <summary>Where tokens come from, in place of <see cref="Cloud"/>. Together with <see cref="Endpoint"/>.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Graph's root, without version, in place of <see cref="Cloud"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>A PEM file with the only authority that is trusted for tokens and Graph. Default: the machine's.</summary>
    public string? TrustedCaFile { get; init; }
}

/// <summary>The identity's settings cannot be used; the message says which and why, without their secrets.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What it was found by.</param>
public sealed class GraphIdentityException(string message, Exception? inner = null) : Exception(message, inner);
