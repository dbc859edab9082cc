using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using PasswordWriteback.Secrets;

namespace PasswordWriteback.Graph.Identity;

/// <summary>Makes of the settings who the backend is to tenants.</summary>
public static class GraphIdentity
{
    private const string Ways =
        "Graph:ManagedIdentityClientId, Graph:CertificateVaultId, Graph:CertificateThumbprint, Graph:CertificateFile, Graph:OwnTenantId, or Graph:SecretFile for development";

    /// <summary>The cloud that the settings name.</summary>
    /// <exception cref="GraphIdentityException">There is no such cloud, or only one of two addresses is set.</exception>
    public static GraphCloud Cloud(GraphIdentityOptions options) => options switch
    {
        { Cloud: null, Authority: null, Endpoint: null } => GraphCloud.Public,
        { Cloud: { } name, Authority: null, Endpoint: null } =>
            GraphCloud.All.FirstOrDefault(cloud => string.Equals(cloud.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new GraphIdentityException(
                $"Graph:Cloud: there is no cloud '{name}'. Write one of {string.Join(", ", GraphCloud.All.Select(cloud => cloud.Name))}."),
        { Cloud: not null } => throw new GraphIdentityException("Set Graph:Cloud, or Graph:Authority with Graph:Endpoint, not both."),
        { Authority: { } authority, Endpoint: { } graph } =>
            GraphCloud.All.FirstOrDefault(cloud => cloud.Authority == authority && cloud.Graph == graph)
            ?? new GraphCloud(authority.Host, authority, graph, IsWellKnown: false),
        _ => throw new GraphIdentityException("Set Graph:Authority and Graph:Endpoint together: a cloud has both."),
    };

    /// <summary>The credential that the settings name; null when they name none. Reads files, makes no request.</summary>
    /// <exception cref="GraphIdentityException">It cannot be read, or they name more than one.</exception>
    public static TenantCredential? Credential(GraphIdentityOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        object?[] ways =
        [
            options.ManagedIdentityClientId, options.CertificateVaultId, options.CertificateThumbprint, options.CertificateFile,
            options.SecretFile, options.OwnTenantId,
        ];
        return ways.Count(way => way is not null) switch
        {
            0 when options.ClientId is null => null,
            0 => throw new GraphIdentityException($"Graph:ClientId needs one of {Ways}."),
            > 1 => throw new GraphIdentityException($"Set one of {Ways}, not more."),
            _ => options is { OwnTenantId: { } own }
                ? new OwnTenantCredential(own, options.ClientId)
                : OfApp(
                    options,
                    options.ClientId ?? throw new GraphIdentityException(
                        "Graph:ClientId is missing. Set it to the application (client) id of the app registration."),
                    time),
        };
    }

    /// <summary>The groups in which licences are counted, by tenant.</summary>
    /// <exception cref="GraphIdentityException">A key is no tenant id.</exception>
    public static IReadOnlyDictionary<Guid, Guid> LicenceGroups(GraphIdentityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.LicenceGroups.ToDictionary(
            entry => Guid.TryParse(entry.Key, out var tenant)
                ? tenant
                : throw new GraphIdentityException($"Graph:LicenceGroups: '{entry.Key}' is no tenant id. Write Graph:LicenceGroups:TENANT-ID with the group's object id."),
            entry => entry.Value);
    }

    private static TenantCredential OfApp(GraphIdentityOptions options, Guid client, TimeProvider time) => options switch
    {
        { ManagedIdentityClientId: { } identity } => new FederatedTenantCredential(
            client, new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity.ToString()))),
        { CertificateVaultId: { } vault } => new VaultCertificateTenantCredential(client, Vault(vault, Cloud(options), time)),
        { CertificateThumbprint: { } thumbprint } => new CertificateTenantCredential(client, AppCertificate.FromStore(thumbprint)),
        { CertificateFile: { } file } => new CertificateTenantCredential(client, AppCertificate.FromFile(file)),
        _ => new ClientSecretTenantCredential(client, Secret(options.SecretFile!)),
    };

    private static VaultCertificate Vault(Uri id, GraphCloud cloud, TimeProvider time)
    {
        // https://NAME.vault.azure.net/{certificates|secrets}/NAME[/VERSION]
        var path = id.IsAbsoluteUri ? id.AbsolutePath.Trim('/').Split('/') : [];
        if (path is not ["certificates" or "secrets", { Length: > 0 }, ..] || path.Length > 3 || id.Scheme != Uri.UriSchemeHttps)
        {
            throw new GraphIdentityException(
                "Graph:CertificateVaultId is no identifier of a certificate in Key Vault. Write it like https://NAME.vault.azure.net/certificates/writeback.");
        }

        TokenCredential identity = new DefaultAzureCredential(new DefaultAzureCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = !cloud.IsWellKnown,
        });
        return new VaultCertificate(
            new SecretClient(new Uri(id.GetLeftPart(UriPartial.Authority)), identity), path[1], path.Length == 3 ? path[2] : null, time);
    }

    private static string Secret(string file)
    {
        try
        {
            return SecretFile.Read(file, "Graph:SecretFile");
        }
        catch (InvalidDataException unusable)
        {
            throw new GraphIdentityException(unusable.Message, unusable);
        }
    }
}
