using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PasswordWriteback.Graph.Identity;

/// <summary>A certificate in Azure Key Vault. A renewed one is used from the next reading on.</summary>
internal sealed class VaultCertificateTenantCredential(Guid clientId, VaultCertificate vault) : TenantCredential(clientId)
{
    /// <inheritdoc />
    internal override TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport) =>
        new Renewed(vault, certificate => CertificateTenantCredential.Of(clientId, certificate, tenantId, cloud, transport));

    /// <summary>The credential of the vault's certificate of the day; it keeps its tokens as long as the certificate stays.</summary>
    private sealed class Renewed(VaultCertificate vault, Func<X509Certificate2, TokenCredential> credential) : TokenCredential
    {
        private volatile Held? _held;

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            var certificate = await vault.GetAsync(cancellationToken).ConfigureAwait(false);
            var held = _held;
            if (held is null || held.Certificate.Thumbprint != certificate.Thumbprint)
            {
                held = new Held(certificate, credential(certificate));
                _held = held;
            }

            return await held.Credential.GetTokenAsync(requestContext, cancellationToken).ConfigureAwait(false);
        }

        /// <summary>Nothing here asks for tokens in a blocking way.</summary>
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Ask with GetTokenAsync: the certificate may have to be read first.");

        private sealed record Held(X509Certificate2 Certificate, TokenCredential Credential);
    }
}
