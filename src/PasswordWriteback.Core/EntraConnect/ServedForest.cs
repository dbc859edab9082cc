using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>
/// A forest whose relay stands on no Entra Connect server, and the server beside another forest's relay that has a connector for it. That
/// relay is asked about Entra Connect, this forest's own about the directory. Neither believes the other: what both say is compared here.
/// </summary>
public static class ServedForest
{
    /// <summary>The connector that a server has for a forest; null when it has none.</summary>
    public static DirectoryConnector? ConnectorOf(ConnectReading server, string forest)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Connectors.FirstOrDefault(connector => connector.Forest.Equals(forest, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finding CON007: the account that the server writes with is the one that the forest's relay found.</summary>
    /// <param name="forest">The forest, as its relay discovered it.</param>
    /// <param name="account">The connector account that its relay found.</param>
    /// <param name="server">The Entra Connect server.</param>
    /// <param name="connector">Its connector for the forest.</param>
    /// <param name="plan">The plan for the forest; null when there is none.</param>
    public static Finding Judge(
        DirectoryForest forest, Reading<ConnectorAccount> account, ConnectReading server, DirectoryConnector connector, PermissionPlan? plan)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(connector);
        var uses = $"{server.ServerName} synchronizes {forest.RootDnsName} with {connector.AccountName}{(connector.AccountSid is { } known ? $" ({known})" : "")}";
        var facts = new JsonObject
        {
            ["server"] = server.ServerName,
            ["account"] = connector.AccountName,
            ["sid"] = connector.AccountSid,
            ["containers"] = new JsonArray([.. connector.Containers.Select(container => (JsonNode)container)]),
        };
        var pin = $"Name {connector.AccountSid ?? $"the SID of {connector.AccountName}"} under pinnedAccounts in the policy of the relay of {forest.RootDnsName}.";
        if (!account.IsKnown)
        {
            return Result(FindingStatus.Unknown, $"{uses}; the relay of the forest has not found it: {account.UnknownReason}", pin);
        }

        if (!IsSame(forest, account.Value, connector))
        {
            return Result(
                FindingStatus.NotMet,
                $"{uses}; the relay of the forest found {account.Value.SamAccountName} ({account.Value.Sid}), which would be granted rights for nothing.",
                pin);
        }

        var beyond = Beyond(plan, connector).ToList();
        return beyond.Count == 0
            ? Result(FindingStatus.Met, $"{uses}, which is the account that the relay of the forest found.", remedy: null)
            : Result(
                FindingStatus.Met,
                $"{uses}, which is the account that the relay of the forest found. The plan reaches further than what is synchronized: {string.Join("; ", beyond)}.",
                $"To write only where it is needed, name as scopes in the policy of the relay of {forest.RootDnsName}: {string.Join("; ", connector.Containers)}.");

        Finding Result(FindingStatus status, string summary, string? remedy) =>
            new(FindingCodes.ServedElsewhere, status, forest.RootDnsName, new Evidence(summary, facts), remedy);
    }

    /// <summary>
    /// The confirmation as it counts, now that it is known which domain controllers Entra Connect uses: the forest's relay did not know, and
    /// required every writable one. Unchanged where the server names none of that domain.
    /// </summary>
    public static IReadOnlyList<ControllerConfirmation> Required(IReadOnlyList<ControllerConfirmation> controllers, DirectoryConnector connector)
    {
        ArgumentNullException.ThrowIfNull(controllers);
        ArgumentNullException.ThrowIfNull(connector);
        List<string> used = [.. connector.PreferredControllers, .. connector.LastUsedController is { } last ? [last] : Array.Empty<string>()];
        var domains = controllers.Where(Uses).Select(controller => controller.Domain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. controllers.Select(controller => controller.RequiredBecause == RequiredControllers.MayBeUsed && domains.Contains(controller.Domain) && !Uses(controller)
                ? controller with { Required = false, RequiredBecause = "Entra Connect uses others" }
                : controller),
        ];

        bool Uses(ControllerConfirmation controller) => used.Exists(name => name.Equals(controller.HostName, StringComparison.OrdinalIgnoreCase)
            || controller.HostName.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSame(DirectoryForest forest, ConnectorAccount account, DirectoryConnector connector)
    {
        if (connector.AccountSid is { } sid)
        {
            return sid.Equals(account.Sid, StringComparison.OrdinalIgnoreCase);
        }

        // The server could not resolve the name to a SID; its domain part is the NetBIOS or the DNS name.
        var parts = connector.AccountName.Split('\\', 2);
        var domain = forest.Domains.FirstOrDefault(one => one.DnsName.Equals(account.Domain, StringComparison.OrdinalIgnoreCase));
        return parts.Length == 2 && domain is not null
            && parts[1].Equals(account.SamAccountName, StringComparison.OrdinalIgnoreCase)
            && (parts[0].Equals(domain.NetBiosName, StringComparison.OrdinalIgnoreCase) || parts[0].Equals(domain.DnsName, StringComparison.OrdinalIgnoreCase));
    }

    // Unexpire Password counts on the head of the domain alone, wherever the users are.
    private static IEnumerable<string> Beyond(PermissionPlan? plan, DirectoryConnector connector) =>
        connector.Containers.Count == 0 ? [] : (plan?.Targets ?? [])
            .Where(target => target.Aces.Any(ace => ace.Right != WritebackRight.UnexpirePassword)
                && !connector.Containers.Any(container => DistinguishedName.IsAtOrBelow(target.Dn, container)))
            .Select(target => target.Dn);
}
