using System.Text.Json.Nodes;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>Judges what discovery found: forest, connector account, and whether the forest belongs to the tenant.</summary>
public static class DiscoveryFindings
{
    /// <summary>Findings ADS001, ADS002 and ADS003 of a forest.</summary>
    /// <param name="tenantId">The tenant that the run is for.</param>
    /// <param name="verifiedDomains">The tenant's verified domains, for the description's tenant; empty when not read.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="gaps">What of the forest could not be read, one sentence each.</param>
    /// <param name="account">The connector account.</param>
    /// <param name="connect">The Connect server.</param>
    public static IReadOnlyList<Finding> Judge(
        Guid tenantId,
        IReadOnlyList<string> verifiedDomains,
        DirectoryForest forest,
        IReadOnlyList<string> gaps,
        Reading<ConnectorAccount> account,
        Reading<ConnectReading> connect)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(gaps);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(connect);
        return [Forest(forest, gaps), Account(forest, account), Binding(tenantId, verifiedDomains, forest, account, connect)];
    }

    private static Finding Forest(DirectoryForest forest, IReadOnlyList<string> gaps)
    {
        var controllers = forest.Domains.SelectMany(domain => domain.Controllers).ToList();
        var facts = new JsonObject
        {
            ["domains"] = forest.Domains.Count,
            ["controllers"] = controllers.Count,
            ["readOnlyControllers"] = controllers.Count(controller => controller.IsReadOnly),
        };
        if (gaps.Count > 0)
        {
            return new Finding(
                FindingCodes.ForestDiscovered,
                FindingStatus.Unknown,
                forest.RootDnsName,
                new Evidence(string.Join(' ', gaps), facts),
                "Make the domain controllers that are named reachable from the relay, then run a check.");
        }

        var headless = forest.Domains.Where(domain => domain.PdcEmulator is null).Select(domain => domain.DnsName).ToList();
        return headless.Count == 0
            ? new Finding(FindingCodes.ForestDiscovered, FindingStatus.Met, forest.RootDnsName, new Evidence(
                $"{forest.Domains.Count} domain(s) with {controllers.Count} domain controllers.", facts))
            : new Finding(
                FindingCodes.ForestDiscovered,
                FindingStatus.NotMet,
                forest.RootDnsName,
                new Evidence($"No PDC emulator is known for {string.Join(", ", headless)}.", facts),
                "Seize or transfer the PDC emulator role to a domain controller that lives (netdom query fsmo shows the holder).");
    }

    private static Finding Account(DirectoryForest forest, Reading<ConnectorAccount> account) => account.IsKnown
        ? new Finding(FindingCodes.ConnectorAccount, FindingStatus.Met, forest.RootDnsName, new Evidence(
            $"{account.Value.SamAccountName} in {account.Value.Domain}; witnesses: {string.Join(", ", account.Value.Witnesses)}.",
            new JsonObject { ["sid"] = account.Value.Sid, ["dn"] = account.Value.Dn }))
        : new Finding(
            FindingCodes.ConnectorAccount,
            FindingStatus.Unknown,
            forest.RootDnsName,
            new Evidence(account.UnknownReason),
            "Name the account: in Entra Connect, View or export current configuration > Synchronized Directories shows it.");

    private static Finding Binding(
        Guid tenantId,
        IReadOnlyList<string> verifiedDomains,
        DirectoryForest forest,
        Reading<ConnectorAccount> account,
        Reading<ConnectReading> connect)
    {
        Finding Result(FindingStatus status, string summary, string? remedy = null) =>
            new(FindingCodes.TenantBinding, status, forest.RootDnsName, new Evidence(summary), remedy);

        if (connect is { IsKnown: true, Value.TenantId: { } bound })
        {
            return bound == tenantId
                ? Result(FindingStatus.Met, $"Entra Connect on {connect.Value.ServerName} is bound to this tenant.")
                : Result(
                    FindingStatus.NotMet,
                    $"Entra Connect on {connect.Value.ServerName} is bound to tenant {bound}, not to {tenantId}.",
                    "Enrol this relay under the tenant that its Entra Connect server synchronizes to.");
        }

        if (account is not { IsKnown: true, Value.DescribedTenant: { } described })
        {
            return Result(FindingStatus.Unknown, "Neither Entra Connect nor the connector account's description names a tenant.");
        }

        if (verifiedDomains.Contains(described, StringComparer.OrdinalIgnoreCase))
        {
            return Result(FindingStatus.Met, $"The connector account's description names {described}, a verified domain of this tenant.");
        }

        return Result(
            FindingStatus.Unknown,
            $"The connector account's description names {described}, which is not among the tenant's verified domains that were read; "
            + "descriptions grow stale, so this decides nothing.");
    }
}
