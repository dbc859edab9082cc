using Microsoft.Graph;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>Reads <c>/organization</c>.</summary>
internal sealed class OrganizationReader(GraphServiceClient graph, Guid tenantId)
{
    public async Task<Organization> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await graph.Organization.GetAsync(
            request => request.QueryParameters.Select =
                ["id", "displayName", "onPremisesSyncEnabled", "onPremisesLastSyncDateTime", "verifiedDomains"],
            cancellationToken).ConfigureAwait(false);
        if (answer?.Value is not [{ Id: { } id } organization])
        {
            throw new UnexpectedAnswerException($"Graph named {answer?.Value?.Count ?? 0} organizations instead of one");
        }

        return Guid.TryParse(id, out var found) && found == tenantId
            ? new Organization(
                tenantId,
                GraphText.Clean(organization.DisplayName ?? ""),
                organization.OnPremisesSyncEnabled,
                organization.OnPremisesLastSyncDateTime,
                [.. (organization.VerifiedDomains ?? []).Select(domain => domain.Name).OfType<string>().Select(GraphText.Clean)])
            : throw new UnexpectedAnswerException("Graph answered for another tenant than the one that was asked for");
    }
}
