using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>
/// Whether the forest belongs to the tenant (ADS003). What Entra Connect says comes first: the tenant's id, then the domain that its Entra
/// connector is named after; only where it says neither, the domain in the connector account's description. A domain counts only if it
/// is literally one of the tenant's verified domains, in every cloud: nobody else can have verified it. The initial domain
/// (<c>contoso.onmicrosoft.com</c>) is one of them (Microsoft Graph, verifiedDomain, <c>isInitial</c>); a domain above or below is another domain.
/// </summary>
internal static class TenantBindingFinding
{
    private const string SeeConfiguration = "In Entra Connect, View or export current configuration shows the tenant. ";

    public static Finding Judge(
        Guid tenantId,
        IReadOnlyList<string> verifiedDomains,
        DirectoryForest forest,
        Reading<ConnectorAccount> account,
        Reading<ConnectReading> connect)
    {
        if (connect is { IsKnown: true, Value.TenantId: { } bound })
        {
            return bound == tenantId
                ? Result(FindingStatus.Met, $"Entra Connect on {connect.Value.ServerName} is bound to this tenant.")
                : Result(
                    FindingStatus.NotMet,
                    $"Entra Connect on {connect.Value.ServerName} is bound to tenant {bound}, not to {tenantId}.",
                    "Enrol this relay under the tenant that its Entra Connect server synchronizes to.");
        }

        if (connect is { IsKnown: true, Value.EntraDomain: { } named })
        {
            return ByDomain(
                $"The Entra connector on {connect.Value.ServerName}",
                named,
                "whoever names a connector names it freely, and nothing else is asked while it names another domain.",
                SeeConfiguration + $"If it is this one, name the connector after a verified domain of it, or verify {named}; else enrol this relay under that tenant.");
        }

        return account is { IsKnown: true, Value.DescribedTenant: { } described }
            ? ByDomain(
                "The connector account's description",
                described,
                "descriptions grow stale, so this decides nothing.",
                SeeConfiguration + "If it is this one, enrol a relay on that server, so that Entra Connect itself is asked; else enrol this relay under that tenant.")
            : Result(
                FindingStatus.Unknown,
                "Neither Entra Connect nor the connector account's description names a tenant.",
                "Enrol a relay on the Entra Connect server, so that Entra Connect itself is asked.");

        Finding ByDomain(string who, string domain, string why, string remedy) => verifiedDomains.Count == 0
            ? Result(FindingStatus.Unknown, $"{who} names {domain}; the tenant's verified domains could not be read to compare with.", "Consent to the permission that reads the organization, then run a check.")
            : verifiedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase)
                ? Result(FindingStatus.Met, $"{who} names {domain}, a verified domain of this tenant.")
                : Result(FindingStatus.Unknown, $"{who} names {domain}, which is not among the tenant's verified domains that were read; {why}", remedy);

        Finding Result(FindingStatus status, string summary, string? remedy = null) =>
            new(FindingCodes.TenantBinding, status, forest.RootDnsName, new Evidence(summary), remedy);
    }
}
