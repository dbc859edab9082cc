using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A Group Policy as the directory describes it.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Name">Name that administrators see; the distinguished name where there is none.</param>
/// <param name="FilesPath">gPCFileSysPath: where its files lie.</param>
/// <param name="IsForComputers">Whether its computer part is on (MS-GPOL 2.2.3: bit 1 of flags turns it off).</param>
/// <param name="HasWmiFilter">Whether a WMI filter decides on each computer if it applies.</param>
public sealed record GroupPolicyObject(string Dn, string Name, string? FilesPath, bool IsForComputers, bool HasWmiFilter);

/// <summary>Reads which policies reach the domain controllers of a domain: links of their site, the domain's head and the OU Domain Controllers.</summary>
/// <param name="connection">A domain controller of that domain.</param>
public sealed class GroupPolicyReader(IDirectoryConnection connection)
{
    private const int ComputerPartOff = 2;

    /// <summary>The policies in the order in which they are applied; the last one wins.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="site">Name of the domain controllers' site.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DirectoryException">A container cannot be read.</exception>
    /// <exception cref="GroupPolicyFormatException">A gPLink is damaged.</exception>
    public async Task<IReadOnlyList<AppliedPolicy>> ReadOrderAsync(
        DirectoryForest forest, DirectoryDomain domain, string site, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(domain);
        var containers = new List<LinkedContainer>();
        foreach (var dn in new[] { $"CN={site},CN=Sites,{forest.ConfigurationDn}", domain.Dn, $"OU=Domain Controllers,{domain.Dn}" })
        {
            var entry = await connection.ReadAsync(dn, cancellationToken, "gPLink", "gPOptions").ConfigureAwait(false);
            containers.Add(new LinkedContainer(dn, GroupPolicyLink.Parse(entry.GetString("gPLink")), (entry.GetInteger("gPOptions") & 1) == 1));
        }

        return GroupPolicyOrder.Of(containers);
    }

    /// <summary>Reads a policy; null when it does not exist (a link may outlive it) or may not be seen.</summary>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public async Task<GroupPolicyObject?> ReadAsync(string dn, CancellationToken cancellationToken)
    {
        try
        {
            var entry = await connection.ReadAsync(dn, cancellationToken, "displayName", "gPCFileSysPath", "flags", "gPCWQLFilter").ConfigureAwait(false);
            return new GroupPolicyObject(
                dn,
                entry.GetString("displayName") ?? dn,
                entry.GetString("gPCFileSysPath"),
                ((entry.GetInteger("flags") ?? 0) & ComputerPartOff) == 0,
                !string.IsNullOrWhiteSpace(entry.GetString("gPCWQLFilter")));
        }
        catch (DirectoryException absent) when (absent.Fault is DirectoryFault.NoSuchObject or DirectoryFault.AccessDenied)
        {
            return null;
        }
    }
}
