using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace PasswordWriteback.Graph;

/// <summary>How the app proves who it is to a tenant. Never printed: no kind shows its secret in <c>ToString</c>.</summary>
public abstract class TenantCredential
{
    private protected TenantCredential(Guid clientId) => ClientId = clientId;

    /// <summary>The app registration.</summary>
    public Guid ClientId { get; }

    /// <summary>The credential for one tenant of one cloud, over the given transport.</summary>
    internal abstract TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport);

    /// <summary>The kind and the app, without the secret.</summary>
    public override string ToString() => $"{GetType().Name} of app {ClientId}";
}

/// <summary>A client secret. For development: anyone who reads it is the app.</summary>
public sealed class ClientSecretTenantCredential(Guid clientId, string clientSecret) : TenantCredential(clientId)
{
    /// <inheritdoc />
    internal override TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport) =>
        new ClientSecretCredential(tenantId.ToString(), ClientId.ToString(), clientSecret, new ClientSecretCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = !cloud.IsWellKnown,
            Transport = transport,
        });
}

/// <summary>A certificate whose private key stays where it is.</summary>
public sealed class CertificateTenantCredential(Guid clientId, X509Certificate2 certificate) : TenantCredential(clientId)
{
    /// <inheritdoc />
    internal override TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport) =>
        new ClientCertificateCredential(tenantId.ToString(), ClientId.ToString(), certificate, new ClientCertificateCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = !cloud.IsWellKnown,
            Transport = transport,
        });
}
