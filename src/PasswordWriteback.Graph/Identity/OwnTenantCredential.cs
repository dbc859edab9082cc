using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace PasswordWriteback.Graph.Identity;

/// <summary>The host's own identity in its own tenant, found by <see cref="DefaultAzureCredential"/>. Other tenants are refused.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="clientId">The app registration that administrators consent to, if there is one; not used for tokens.</param>
public sealed class OwnTenantCredential(Guid tenantId, Guid? clientId) : TenantCredential(clientId)
{
    /// <summary>The identity; null: the one of the machine.</summary>
    internal TokenCredential? Identity { get; init; }

    /// <inheritdoc />
    internal override TokenCredential For(Guid asked, GraphCloud cloud, HttpPipelineTransport transport) =>
        asked != tenantId
            ? throw new GraphIdentityException(
                $"this host reads tenant {tenantId} alone (Graph:OwnTenantId). To read tenant {asked}, too, register a multi-tenant app: Graph:ClientId and its managed identity or certificate.")
            : Identity ?? new DefaultAzureCredential(new DefaultAzureCredentialOptions
            {
                TenantId = tenantId.ToString(),
                AuthorityHost = cloud.Authority,
                DisableInstanceDiscovery = !cloud.IsWellKnown,
            });
}
