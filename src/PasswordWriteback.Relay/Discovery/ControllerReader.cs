using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Reads domain controllers from CN=Sites: server objects and the NTDS Settings below them.
/// A read-only controller's settings have the category NTDS-DSA-RO (MS-ADTS 6.1.1.2.2.1.2.1.1); nTDSDSARO is a subclass, so the class alone does not tell.
/// </summary>
internal static class ControllerReader
{
    public static async Task<IReadOnlyList<Controller>> ReadAsync(
        IDirectoryConnection connection, string configurationDn, CancellationToken cancellationToken)
    {
        var sites = $"CN=Sites,{configurationDn}";
        var servers = await connection.ReadAllAsync(
            new DirectorySearch(sites, SearchDepth.Subtree, "(objectClass=server)", ["dNSHostName", "serverReference"]), cancellationToken).ConfigureAwait(false);
        var settings = await connection.ReadAllAsync(
            new DirectorySearch(
                sites, SearchDepth.Subtree, "(objectClass=nTDSDSA)", ["objectCategory", "invocationId", "msDS-HasDomainNCs", "options"]),
            cancellationToken).ConfigureAwait(false);

        var byServer = settings.ToDictionary(entry => DistinguishedName.Parent(entry.Dn), StringComparer.OrdinalIgnoreCase);
        var controllers = new List<Controller>();
        foreach (var server in servers)
        {
            // A server object without settings or host name is a leftover of a demotion, or a machine that is no domain controller.
            if (byServer.TryGetValue(server.Dn, out var own) && server.GetString("dNSHostName") is { Length: > 0 } hostName)
            {
                controllers.Add(new Controller(
                    hostName,
                    own.Dn,
                    SiteOf(server.Dn),
                    (own.GetString("objectCategory") ?? string.Empty).StartsWith("CN=NTDS-DSA-RO,", StringComparison.OrdinalIgnoreCase),
                    own.GetGuid("invocationId"),
                    server.GetString("serverReference"),
                    own.GetStrings("msDS-HasDomainNCs")));
            }
        }

        return controllers;
    }

    // CN=DC1,CN=Servers,CN=<site>,CN=Sites,…
    private static string SiteOf(string serverDn) =>
        DistinguishedName.FirstValue(DistinguishedName.Parent(DistinguishedName.Parent(serverDn)));

    public sealed record Controller(
        string HostName,
        string SettingsDn,
        string Site,
        bool IsReadOnly,
        Guid? InvocationId,
        string? ComputerDn,
        IReadOnlyList<string> DomainHeads)
    {
        /// <summary>The head of its domain: where its computer object lives, else the partition that it says it holds.</summary>
        public string? DomainOf(IEnumerable<string> heads) =>
            heads.Where(head => ComputerDn is not null && DistinguishedName.IsAtOrBelow(ComputerDn, head)).MaxBy(head => head.Length)
            ?? (DomainHeads.Count > 0 ? DomainHeads[0] : null);

        public DomainController ToDomainController(string domain, string? pdcSettings) => new(
            HostName,
            domain,
            Site,
            IsReadOnly,
            pdcSettings is not null && DistinguishedName.Same(pdcSettings, SettingsDn),
            InvocationId);
    }
}
