using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>The forest and the connector account, in words.</summary>
internal static class ForestOutput
{
    public static void Write(Tables output, DiscoveredForest discovered)
    {
        output.Heading($"Forest {discovered.Forest.RootDnsName}");
        output.Table(
            ["Domain", "Domain controller", "Site", "Role"],
            discovered.Forest.Domains.SelectMany(domain => domain.Controllers.Select(controller => (IReadOnlyList<string>)
                [domain.DnsName, controller.HostName, controller.Site, Role(controller)])));
        if (discovered.Forest.Roles is { } roles)
        {
            output.Table(
                ["Operations master", "Of", "Held by"],
                roles.Select(role => (IReadOnlyList<string>)[Say(role.Role), role.Domain ?? "the forest", HeldBy(role)]));
        }

        foreach (var gap in discovered.Gaps)
        {
            output.Warn($"Not read: {gap}");
        }
    }

    public static void Write(Tables output, Reading<ConnectorAccount> account, DirectoryForest forest)
    {
        output.Heading("Connector account");
        if (!account.IsKnown)
        {
            output.Warn($"Unknown: {account.UnknownReason}");
            return;
        }

        output.Line($"{LogonName(account.Value, forest)}  ({account.Value.Dn}, {account.Value.Sid})");
        output.Line($"It counts as Entra Connect's because {string.Join(" and ", account.Value.Witnesses.Select(witness => Say(witness, account.Value)))}.");
    }

    public static string LogonName(ConnectorAccount account, DirectoryForest forest) =>
        $"{forest.Domains.FirstOrDefault(domain => domain.DnsName == account.Domain)?.NetBiosName ?? account.Domain}\\{account.SamAccountName}";

    private static string Role(DomainController controller) => controller switch
    {
        { IsReadOnly: true } => "read-only",
        { IsPdcEmulator: true } => "writable, PDC emulator",
        _ => "writable",
    };

    private static string Say(FsmoRole role) => role switch
    {
        FsmoRole.SchemaMaster => "schema master",
        FsmoRole.DomainNamingMaster => "domain naming master",
        FsmoRole.PdcEmulator => "PDC emulator",
        FsmoRole.RidMaster => "RID master",
        _ => "infrastructure master",
    };

    // Only the PDC emulator is written to and asked about passwords: the conclusion speaks of it, of the others it is said here that they do not count.
    private static string HeldBy(FsmoRoleOwner owner) => owner.Holder switch
    {
        { IsKnown: false } unknown => $"unknown: {unknown.UnknownReason}",
        { Value.State: FsmoHolderState.Listed } listed => listed.Value.Name,
        var lost => lost.Value!.Words + (owner.Role == FsmoRole.PdcEmulator ? ": no permission can be written" : " (writeback does not need this role)"),
    };

    private static string Say(ConnectorWitness witness, ConnectorAccount account) => witness switch
    {
        ConnectorWitness.EntraConnect => "Entra Connect itself names it",
        ConnectorWitness.ReplicationRights => "it holds both directory replication rights",
        ConnectorWitness.Description => "its description says so"
            + (account.DescribedServer is null ? "" : $" (server {account.DescribedServer}")
            + (account.DescribedTenant is null ? "" : $"{(account.DescribedServer is null ? " (" : ", ")}tenant {account.DescribedTenant}")
            + (account.DescribedServer is null && account.DescribedTenant is null ? "" : ")"),
        _ => "you named it",
    };
}
