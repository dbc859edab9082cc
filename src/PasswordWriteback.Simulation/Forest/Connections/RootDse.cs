using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>The rootDSE of a domain controller (MS-ADTS 3.1.1.3.2).</summary>
internal static class RootDse
{
    private static readonly string[] Controls =
    [
        "1.2.840.113556.1.4.319", // paged results
        "1.2.840.113556.1.4.801", // SD_FLAGS
        "1.2.840.113556.1.4.417", // show deleted
        "1.2.840.113556.1.4.529", // extended DN
        "1.2.840.113556.1.4.1339", // domain scope
        "1.2.840.113556.1.4.619", // lazy commit
        "1.2.840.113556.1.4.2066", // policy hints, deprecated form
        "1.2.840.113556.1.4.2239", // policy hints
    ];

    private static readonly string[] Capabilities =
    [
        "1.2.840.113556.1.4.800", // Active Directory
        "1.2.840.113556.1.4.1670", // at least Windows Server 2003
        "1.2.840.113556.1.4.1791", // signing and sealing on one connection
        "1.2.840.113556.1.4.1935", // at least Windows Server 2008
        "1.2.840.113556.1.4.2080", // at least Windows Server 2008 R2
        "1.2.840.113556.1.4.2237", // at least Windows Server 2012
    ];

    private const string PartialSecrets = "1.2.840.113556.1.4.1920";
    private const string Functionality2016 = "7";

    /// <summary>The entry; <c>pendingPropagations</c> and <c>tokenGroups</c> only when they are asked for.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="controller">The domain controller.</param>
    /// <param name="reader">The token of whoever asks.</param>
    /// <param name="attributes">Names that were asked for; empty or <c>*</c> for all.</param>
    /// <param name="written">Keys of the objects that this connection has written to.</param>
    public static DirectoryEntry Read(
        ForestState forest, ControllerState controller, AccessToken reader, IReadOnlyList<string> attributes, IReadOnlySet<string> written)
    {
        var domain = forest.Domain(controller.Domain);
        var server = DistinguishedName.Parent(controller.SettingsDn);
        var all = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase)
        {
            ["configurationNamingContext"] = One(forest.ConfigurationDn()),
            ["currentTime"] = [LdapValue.Time(forest.Now)],
            ["defaultNamingContext"] = One(domain.Dn),
            ["dnsHostName"] = One(controller.HostName),
            ["domainControllerFunctionality"] = One(Functionality2016),
            ["domainFunctionality"] = One(Functionality2016),
            ["dsServiceName"] = One(controller.SettingsDn),
            ["forestFunctionality"] = One(Functionality2016),
            ["highestCommittedUSN"] = [LdapValue.Integer(controller.HighestUsn)],
            ["isGlobalCatalogReady"] = [LdapValue.Boolean(value: true)],
            ["isSynchronized"] = [LdapValue.Boolean(value: true)],
            ["namingContexts"] = LdapValue.Texts(controller.Partitions),
            ["rootDomainNamingContext"] = One(DistinguishedName.FromDnsName(forest.RootDnsName)),
            ["schemaNamingContext"] = One(forest.SchemaDn()),
            ["serverName"] = One(server),
            ["supportedCapabilities"] = LdapValue.Texts(controller.ReadOnly ? [.. Capabilities, PartialSecrets] : Capabilities),
            ["supportedControl"] = LdapValue.Texts(Controls),
            ["supportedLDAPVersion"] = LdapValue.Texts(["3", "2"]),
            ["pendingPropagations"] = forest.ServesPendingPropagations ? LdapValue.Texts(Pending(controller, written)) : [],
            ["tokenGroups"] = [reader.Account.ToBytes(), .. reader.Sids.Where(sid => sid != reader.Account).Select(sid => sid.ToBytes())],
        };
        var wanted = attributes.Count == 0 || attributes.Contains("*")
            ? all.Where(pair => pair.Key is not ("pendingPropagations" or "tokenGroups"))
            : all.Where(pair => attributes.Contains(pair.Key, StringComparer.OrdinalIgnoreCase));
        return new DirectoryEntry(string.Empty, wanted
            .Where(pair => pair.Value.Count > 0)
            .ToDictionary(pair => pair.Key.ToLowerInvariant(), pair => pair.Value, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Pending(ControllerState controller, IReadOnlySet<string> written) => controller.Propagations
        .Select(pending => pending.Origin)
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Where(origin => written.Contains(DistinguishedName.Key(origin)));

    private static IReadOnlyList<byte[]> One(string value) => [LdapValue.Text(value)];
}
