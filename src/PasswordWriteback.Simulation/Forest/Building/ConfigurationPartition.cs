using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>The configuration partition: what discovery reads about domains, sites and domain controllers (MS-ADTS 6.1.1.2).</summary>
internal static class ConfigurationPartition
{
    private const int CrossRefOfNamingContext = 1;
    private const int CrossRefOfDomain = 3;
    private const int CrossRefOfApplication = 5;
    private const int GlobalCatalog = 1;

    /// <summary>Creates it on the root domain's PDC emulator.</summary>
    public static void Create(ForestDraft draft, IReadOnlyList<SiteLinkPlan> siteLinks)
    {
        var forest = draft.State;
        var dn = forest.ConfigurationDn();
        var rootSettings = forest.PdcEmulator(forest.Domains[0]).SettingsDn;
        Add(dn, "configuration", sddl: DefaultDescriptors.Configuration);
        draft.Create(forest.Domains[0], forest.SchemaDn(), forest.SchemaDn(), "dMD", [One("fSMORoleOwner", rootSettings)]);
        AddPartitions(draft, Add, rootSettings);

        Add($"CN=Services,{dn}", "container");
        Add($"CN=Windows NT,CN=Services,{dn}", "container");
        Add($"CN=Directory Service,CN=Windows NT,CN=Services,{dn}", "nTDSService", [("tombstoneLifetime", [LdapValue.Integer(180)])]);

        Add($"CN=Sites,{dn}", "sitesContainer");
        foreach (var site in forest.Controllers.Select(controller => controller.Site).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            Add($"CN={site},CN=Sites,{dn}", "site");
            Add($"CN=NTDS Site Settings,CN={site},CN=Sites,{dn}", "nTDSSiteSettings");
            Add($"CN=Servers,CN={site},CN=Sites,{dn}", "serversContainer");
        }

        foreach (var controller in forest.Controllers)
        {
            AddServer(forest, controller, Add);
        }

        Add($"CN=Inter-Site Transports,CN=Sites,{dn}", "interSiteTransportContainer");
        Add($"CN=IP,CN=Inter-Site Transports,CN=Sites,{dn}", "interSiteTransport");
        foreach (var link in siteLinks)
        {
            Add($"CN={link.SiteA}-{link.SiteB},CN=IP,CN=Inter-Site Transports,CN=Sites,{dn}", "siteLink",
            [
                ("siteList", LdapValue.Texts([$"CN={link.SiteA},CN=Sites,{dn}", $"CN={link.SiteB},CN=Sites,{dn}"])),
                ("cost", [LdapValue.Integer(100)]),
                ("replInterval", [LdapValue.Integer((long)link.Interval.TotalMinutes)]),
                .. link.OpenHours == 0 ? [] : new (string, IReadOnlyList<byte[]>)[] { ("schedule", [Schedule(link.OpenHours)]) },
            ]);
        }

        void Add(string name, string className, IEnumerable<(string, IReadOnlyList<byte[]>)>? attributes = null, string? sddl = null) =>
            draft.Create(forest.Domains[0], dn, name, className, attributes, sddl);
    }

    private static void AddPartitions(ForestDraft draft, Adder add, string rootSettings)
    {
        var forest = draft.State;
        var partitions = $"CN=Partitions,{forest.ConfigurationDn()}";
        var root = forest.Domains[0];
        add(partitions, "crossRefContainer", [One("fSMORoleOwner", rootSettings), ("msDS-Behavior-Version", [LdapValue.Integer(7)])], DefaultDescriptors.ReadableByAll);
        CrossRef("Enterprise Configuration", forest.ConfigurationDn(), root.DnsName, CrossRefOfNamingContext);
        CrossRef("Enterprise Schema", forest.SchemaDn(), root.DnsName, CrossRefOfNamingContext);
        CrossRef("ForestDnsZones", $"DC=ForestDnsZones,{root.Dn}", $"ForestDnsZones.{root.DnsName}", CrossRefOfApplication);
        foreach (var domain in forest.Domains)
        {
            var isRoot = domain == root;
            CrossRef(domain.NetBiosName, domain.Dn, domain.DnsName, CrossRefOfDomain,
            [
                One("nETBIOSName", domain.NetBiosName),
                .. isRoot ? [] : new[] { One("trustParent", $"CN={root.NetBiosName},{partitions}"), One("rootTrust", $"CN={root.NetBiosName},{partitions}") },
            ]);
            CrossRef($"DomainDnsZones {domain.NetBiosName}", $"DC=DomainDnsZones,{domain.Dn}", $"DomainDnsZones.{domain.DnsName}", CrossRefOfApplication);
        }

        void CrossRef(string name, string namingContext, string dnsRoot, int flags, params IEnumerable<(string, IReadOnlyList<byte[]>)> more) =>
            add($"CN={name},{partitions}", "crossRef",
                [One("nCName", namingContext), One("dnsRoot", dnsRoot), ("systemFlags", [LdapValue.Integer(flags)]), .. more]);
    }

    private static void AddServer(ForestState forest, ControllerState controller, Adder add)
    {
        var domain = forest.Domain(controller.Domain);
        var name = controller.HostName.Split('.')[0].ToUpperInvariant();
        add(DistinguishedName.Parent(controller.SettingsDn), "server",
        [
            One("dNSHostName", controller.HostName),
            One("serverReference", $"CN={name},OU=Domain Controllers,{domain.Dn}"),
        ]);
        string[] contexts = [domain.Dn, forest.ConfigurationDn(), forest.SchemaDn()];
        add(controller.SettingsDn, controller.ReadOnly ? "nTDSDSARO" : "nTDSDSA",
        [
            ("invocationId", [controller.InvocationId.ToByteArray()]),
            ("options", [LdapValue.Integer(GlobalCatalog)]),
            One("msDS-HasDomainNCs", domain.Dn),
            .. controller.ReadOnly
                ? new (string, IReadOnlyList<byte[]>)[] { ("msDS-hasFullReplicaNCs", LdapValue.Texts(contexts)) }
                : [("msDS-hasMasterNCs", LdapValue.Texts(contexts)), ("hasMasterNCs", LdapValue.Texts(contexts))],
        ]);
    }

    /// <summary>A SCHEDULE structure (MS-ADTS 6.1.4.6): a header of 20 bytes, then for each hour of the week its quarters.</summary>
    private static byte[] Schedule(int openHours) =>
    [
        188, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0,
        .. Enumerable.Range(0, 7 * 24).Select(hour => (byte)((openHours & (1 << (hour % 24))) != 0 ? 0x0F : 0)),
    ];

    private static (string, IReadOnlyList<byte[]>) One(string attribute, string value) => (attribute, [LdapValue.Text(value)]);

    private delegate void Adder(
        string dn, string className, IEnumerable<(string, IReadOnlyList<byte[]>)>? attributes = null, string? sddl = null);
}
