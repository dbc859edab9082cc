using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Functions.Tenants;

/// <summary>
/// Readers of tenants through one app registration: <c>Graph:ClientId</c>, and its certificate in <c>Graph:Certificate</c> as
/// base64 of a PKCS#12 file without password, which is what a Key Vault reference to a certificate's secret gives.
/// Read when the first tenant is, so that an app without them starts and says so in its runs.
/// </summary>
internal sealed class GraphTenants(TenantGraphFactory factory, IConfiguration settings) : ITenantGraphs
{
    private readonly Lazy<TenantCredential> _credential = new(() => Credential(settings), LazyThreadSafetyMode.PublicationOnly);

    /// <inheritdoc />
    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken) =>
        Task.FromResult(factory.Create(tenantId, GraphCloud.Global, _credential.Value));

    private static CertificateTenantCredential Credential(IConfiguration settings)
    {
        if (!Guid.TryParse(settings["Graph:ClientId"], out var clientId))
        {
            throw new InvalidOperationException(
                "Setting Graph__ClientId is no GUID. Set it to the application (client) id of the app registration.");
        }

        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(settings["Graph:Certificate"] ?? string.Empty), password: null);
            return new CertificateTenantCredential(clientId, certificate);
        }
        catch (Exception unreadable) when (unreadable is FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidOperationException(
                "Setting Graph__Certificate is no certificate with its key. Set it to a Key Vault reference of the certificate's secret.",
                unreadable);
        }
    }
}
