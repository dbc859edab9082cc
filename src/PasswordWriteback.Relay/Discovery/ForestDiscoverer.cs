using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Finds domains and domain controllers from the configuration partition, which every controller of the forest holds;
/// SID and PDC emulator of a domain come from its own head (MS-ADTS 6.1.1.2, 6.1.5.4).
/// </summary>
/// <param name="connector">Opens the connections.</param>
public sealed class ForestDiscoverer(IDirectoryConnector connector)
{
    private const string DomainCrossRefs = $"(&(objectClass=crossRef)(systemFlags:{LdapFilter.AllBits}:=3))";

    /// <summary>Discovers the forest, beginning with the first configured or located controller that answers.</summary>
    /// <exception cref="DirectoryException">No controller answers; the fault is that of the first one.</exception>
    public async Task<DiscoveredForest> DiscoverAsync(CancellationToken cancellationToken)
    {
        var gaps = new List<string>();
        var connection = await ConnectToFirstAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var root = await connection.ReadAsync(
                string.Empty, cancellationToken, "configurationNamingContext", "schemaNamingContext", "defaultNamingContext", "rootDomainNamingContext").ConfigureAwait(false);
            var configuration = Required(root, "configurationNamingContext", connection.Server);
            var crossRefs = await connection.ReadAllAsync(
                new DirectorySearch($"CN=Partitions,{configuration}", SearchDepth.OneLevel, DomainCrossRefs, ["nCName", "dnsRoot", "nETBIOSName"]),
                cancellationToken).ConfigureAwait(false);
            var controllers = await ControllerReader.ReadAsync(connection, configuration, cancellationToken).ConfigureAwait(false);
            if (await HiddenDomains.WhyUnknownAsync(connection, configuration, cancellationToken).ConfigureAwait(false) is { } unseen)
            {
                gaps.Add(unseen);
            }

            var links = await SiteLinkReader.ReadAsync(connection, configuration, gaps, cancellationToken).ConfigureAwait(false);

            var heads = crossRefs.Select(entry => Required(entry, "nCName", connection.Server)).ToList();
            var domains = new List<DirectoryDomain>();
            var roles = new List<FsmoRoleOwner>();
            var listed = controllers.ToList();
            foreach (var crossRef in crossRefs)
            {
                var head = Required(crossRef, "nCName", connection.Server);
                var dnsName = Required(crossRef, "dnsRoot", connection.Server);
                List<ControllerReader.Controller> own = [.. controllers.Where(controller => Same(controller.DomainOf(heads), head))];
                var facts = Same(head, root.GetString("defaultNamingContext"))
                    ? await HeadAsync(connection, head, cancellationToken).ConfigureAwait(false)
                    : await HeadElsewhereAsync(dnsName, head, own, gaps, cancellationToken).ConfigureAwait(false);
                if (facts.Sid.Length > 0)
                {
                    List<ControllerReader.Controller> hidden = [.. HiddenControllers.Of(dnsName, head, facts.Masters, controllers, gaps)];
                    own.AddRange(hidden);
                    listed.AddRange(hidden);
                    if (!facts.Roles.PdcEmulator.IsKnown)
                    {
                        gaps.Add($"Which domain controller is the PDC emulator of {dnsName} is not known: {facts.Roles.PdcEmulator.UnknownReason}");
                    }
                }

                roles.AddRange(FsmoRoleReader.OfDomain(dnsName, facts.Roles, listed));

                domains.Add(new DirectoryDomain(
                    head,
                    dnsName,
                    crossRef.GetString("nETBIOSName") ?? dnsName,
                    facts.Sid,
                    [.. own.Select(controller => controller.ToDomainController(dnsName, facts.Roles.PdcEmulator.Value))]));
            }

            // Last: a holder that CN=Sites hides is known only after its domain.
            roles.InsertRange(0, await FsmoRoleReader.OfForestAsync(
                connection, Required(root, "schemaNamingContext", connection.Server), configuration, listed, cancellationToken).ConfigureAwait(false));
            var rootHead = root.GetString("rootDomainNamingContext");
            var rootName = domains.FirstOrDefault(domain => Same(domain.Dn, rootHead))?.DnsName ?? domains.FirstOrDefault()?.DnsName;
            return rootName is null
                ? throw Missing("domains under Partitions", connection.Server)
                : new DiscoveredForest(new DirectoryForest(rootName, configuration, domains, links, roles), gaps);
        }
    }

    private async Task<IDirectoryConnection> ConnectToFirstAsync(CancellationToken cancellationToken)
    {
        var servers = await connector.LocateAsync(cancellationToken).ConfigureAwait(false);
        return await FirstAnswer.ConnectAsync(connector, servers, [], cancellationToken).ConfigureAwait(false)
            ?? throw Missing("domain controllers to begin with", "DNS");
    }

    private async Task<HeadFacts> HeadElsewhereAsync(
        string domain, string head, IEnumerable<ControllerReader.Controller> controllers, List<string> gaps, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        try
        {
            var hosts = controllers.OrderBy(controller => controller.IsReadOnly).Select(controller => controller.HostName);
            var connection = await FirstAnswer.ConnectAsync(connector, hosts, tried, cancellationToken).ConfigureAwait(false);
            if (connection is not null)
            {
                await using (connection.ConfigureAwait(false))
                {
                    return await HeadAsync(connection, head, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (DirectoryException exception)
        {
            tried.Add(exception.Message);
        }

        var why = tried.Count == 0 ? "it has no domain controller." : string.Join(' ', tried.Distinct(StringComparer.Ordinal));
        gaps.Add($"SID and PDC emulator of {domain} are unknown: {why}");
        return new HeadFacts(string.Empty, FsmoRoleReader.DomainRoles.Unknown(why), []);
    }

    private static async Task<HeadFacts> HeadAsync(IDirectoryConnection connection, string head, CancellationToken cancellationToken)
    {
        var entry = await connection.ReadAsync(head, cancellationToken, "objectSid", FsmoRoleReader.Attribute, FsmoRoleReader.RidManager, "msDs-masteredBy").ConfigureAwait(false);
        var sid = entry.GetBytes("objectSid") ?? throw Missing($"objectSid on {head}", connection.Server);
        var roles = await FsmoRoleReader.ReadAsync(connection, entry, cancellationToken).ConfigureAwait(false);
        return new HeadFacts(Sid.Read(sid).ToString(), roles, entry.GetStrings("msDs-masteredBy"));
    }

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Required(DirectoryEntry entry, string attribute, string server) =>
        entry.GetString(attribute) ?? throw Missing($"{attribute} on {(entry.Dn.Length == 0 ? "rootDSE" : entry.Dn)}", server);

    private static DirectoryException Missing(string what, string server) => new(
        DirectoryFault.Refused,
        server,
        $"{server} shows no {what}.",
        "Check that it is an Active Directory domain controller and that the identity may read the configuration partition.");

    private sealed record HeadFacts(string Sid, FsmoRoleReader.DomainRoles Roles, IReadOnlyList<string> Masters);
}
