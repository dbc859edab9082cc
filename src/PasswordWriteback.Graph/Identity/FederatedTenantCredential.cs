using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// A managed identity that the multi-tenant app trusts as a federated credential: its token stands for the app, so that no secret
/// exists. Source: learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity.
/// </summary>
/// <param name="clientId">The app registration.</param>
/// <param name="identity">The user-assigned managed identity.</param>
public sealed class FederatedTenantCredential(Guid clientId, TokenCredential identity) : TenantCredential(clientId)
{
    /// <inheritdoc />
    internal override TokenCredential For(Guid tenantId, GraphCloud cloud, HttpPipelineTransport transport)
    {
        var audience = new TokenRequestContext([$"{cloud.FederationAudience}/.default"]);
        return new ClientAssertionCredential(
            tenantId.ToString(),
            clientId.ToString(),
            cancellationToken => AssertionAsync(audience, cancellationToken),
            new ClientAssertionCredentialOptions
            {
                AuthorityHost = cloud.Authority,
                DisableInstanceDiscovery = !cloud.IsWellKnown,
                Transport = transport,
            });
    }

    /// <summary>The identity's token. The identity keeps it until it is about to end.</summary>
    private async Task<string> AssertionAsync(TokenRequestContext audience, CancellationToken cancellationToken)
    {
        try
        {
            return (await identity.GetTokenAsync(audience, cancellationToken).ConfigureAwait(false)).Token;
        }
        catch (AuthenticationFailedException failed)
        {
            throw new UnexpectedAnswerException(
                $"the host's managed identity gives no token ({failed.GetType().Name}): is it assigned to this host, and Graph:ManagedIdentityClientId its client id", failed);
        }
    }
}
