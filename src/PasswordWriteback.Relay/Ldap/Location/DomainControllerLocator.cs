using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace PasswordWriteback.Relay.Ldap.Location;

/// <summary>Finds domain controllers as every domain member does: SRV records of <c>_ldap._tcp.dc._msdcs.&lt;domain&gt;</c> (MS-ADTS 6.3.2.3).</summary>
/// <param name="deadline">Longest time for one DNS server.</param>
internal sealed class DomainControllerLocator(TimeSpan deadline)
{
    private const string Remedy = "Name a domain controller (--server) or the domain (--domain), or let this machine ask the domain's DNS servers.";

    /// <exception cref="DirectoryException">No domain is known, or DNS names no controller of it.</exception>
    public async Task<IReadOnlyList<string>> LocateAsync(string? domain, CancellationToken cancellationToken)
    {
        var servers = DnsServers();
        var troubles = new List<string>();
        var domains = domain is null ? MachineDomains() : [domain];
        foreach (var candidate in domains)
        {
            var name = $"_ldap._tcp.dc._msdcs.{candidate}";
            foreach (var server in servers)
            {
                var records = await AskAsync(server, name, troubles, cancellationToken).ConfigureAwait(false);
                if (records.Count > 0)
                {
                    return [.. records.OrderBy(record => record.Priority).ThenByDescending(record => record.Weight)
                        .ThenBy(record => record.Target, StringComparer.OrdinalIgnoreCase).Select(record => record.Target)];
                }
            }
        }

        var what = (domains.Count, servers.Count) switch
        {
            (0, _) => "No domain controller is named, and this machine belongs to no domain.",
            (_, 0) => "No domain controller is named, and this machine has no DNS server.",
            _ => $"DNS names no domain controller of {string.Join(" or ", domains)}{(troubles.Count == 0 ? "" : $" ({string.Join("; ", troubles.Distinct(StringComparer.Ordinal))})")}.",
        };
        throw new DirectoryException(DirectoryFault.UnknownHost, domains.Count > 0 ? domains[0] : "DNS", what, Remedy);
    }

    private async Task<IReadOnlyList<ServiceRecord>> AskAsync(
        IPAddress server, string name, List<string> troubles, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromTicks(Math.Min(deadline.Ticks, TimeSpan.FromSeconds(3).Ticks)));
        try
        {
            var answer = await DnsClient.AskAsync(server, name, limit.Token).ConfigureAwait(false);
            if (answer.Code is not (0 or 3))
            {
                troubles.Add($"{server} answered with code {answer.Code}");
            }

            return answer.Records;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            troubles.Add($"{server} did not answer");
        }
        catch (Exception exception) when (exception is SocketException or IOException or FormatException)
        {
            troubles.Add($"{server}: {exception.Message}");
        }

        return [];
    }

    private static List<string> MachineDomains() =>
        [.. new[] { IPGlobalProperties.GetIPGlobalProperties().DomainName }
            .Concat(Interfaces().Select(properties => properties.DnsSuffix))
            .Where(name => name.Contains('.', StringComparison.Ordinal))
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    private static List<IPAddress> DnsServers() =>
        [.. Interfaces().SelectMany(properties => properties.DnsAddresses).Distinct()];

    private static IEnumerable<IPInterfaceProperties> Interfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(item => item.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
        .Select(item => item.GetIPProperties());
}
