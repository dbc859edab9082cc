using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace PasswordWriteback.Graph.Identity;

/// <summary>How the backend proves who it is to a tenant. Never printed: no kind shows its secret in <c>ToString</c>.</summary>
public abstract class TenantCredential
{
    /// <summary>Makes a kind.</summary>
    /// <param name="clientId">The app registration.</param>
    private protected TenantCredential(Guid? clientId) => ClientId = clientId;

    /// <summary>The app registration; null when the host's own identity is used.</summary>
    public Guid? ClientId { get; }

    /// <summary>The credential for one tenant of one cloud, over the given transport. Makes no request yet.</summary>
    /// <exception cref="GraphIdentityException">It is for another tenant alone.</exception>
    internal abstract TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport);

    /// <summary>The kind and the app, without the secret.</summary>
    public override string ToString() => $"{GetType().Name} of app {ClientId?.ToString() ?? "(none)"}";
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
        Of(clientId, certificate, tenantId, cloud, transport);

    internal static ClientCertificateCredential Of(
        Guid clientId, X509Certificate2 certificate, Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport) =>
        new(tenantId.ToString(), clientId.ToString(), certificate, new ClientCertificateCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = !cloud.IsWellKnown,
            Transport = transport,
        });
}
