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
        return [Forest(forest, gaps), Account(forest, account), TenantBindingFinding.Judge(tenantId, verifiedDomains, forest, account, connect)];
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
        if (forest.Roles is { } roles)
        {
            facts["roles"] = new JsonArray([.. roles.Select(Fact)]);
        }

        if (gaps.Count > 0)
        {
            return new Finding(
                FindingCodes.ForestDiscovered,
                FindingStatus.Unknown,
                forest.RootDnsName,
                new Evidence(string.Join(' ', gaps), facts),
                "Make the domain controllers that are named reachable from the relay, then run a check.");
        }

        var headless = forest.Domains.Where(domain => domain.PdcEmulator is null).Select(domain => domain.DnsName + HeldBy(forest, domain)).ToList();
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

    private static string HeldBy(DirectoryForest forest, DirectoryDomain domain) =>
        forest.Roles?.FirstOrDefault(role => role.Role == FsmoRole.PdcEmulator && role.Domain == domain.DnsName)?.Holder is { IsKnown: true } holder
            ? $" (the role is held by {holder.Value.Words})"
            : string.Empty;

    private static JsonNode Fact(FsmoRoleOwner role) => new JsonObject
    {
        ["role"] = role.Role.ToString(),
        ["domain"] = role.Domain,
        ["holder"] = role.Holder.Value?.Name,
        ["state"] = role.Holder.IsKnown ? role.Holder.Value.State.ToString() : "Unknown",
    };

    private static Finding Account(DirectoryForest forest, Reading<ConnectorAccount> account) => account.IsKnown
        ? new Finding(FindingCodes.ConnectorAccount, FindingStatus.Met, forest.RootDnsName, new Evidence(
            $"{account.Value.SamAccountName} in {account.Value.Domain}; witnesses: {string.Join(", ", account.Value.Witnesses)}."
            + (account.Value.Gaps is { Count: > 0 } gaps ? $" Whether it is an administrator is not known: {gaps[0]}" : string.Empty),
            new JsonObject { ["sid"] = account.Value.Sid, ["dn"] = account.Value.Dn }))
        : new Finding(
            FindingCodes.ConnectorAccount,
            FindingStatus.Unknown,
            forest.RootDnsName,
            new Evidence(account.UnknownReason),
            "Name the account: in Entra Connect, View or export current configuration > Synchronized Directories shows it.");
}
