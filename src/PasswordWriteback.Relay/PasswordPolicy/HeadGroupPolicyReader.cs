using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.PasswordPolicy;

/// <summary>
/// Finds the Group Policies that bring the password policy to a domain's head: account policies count only where they are linked at
/// the head itself, and it is the PDC emulator that writes them there.
/// </summary>
/// <param name="connector">Opens the connections for tokens.</param>
/// <param name="sysvol">Files of the policies.</param>
public sealed class HeadGroupPolicyReader(IDirectoryConnector connector, SysvolFolder sysvol)
{
    /// <summary>Reads them, or says why they are not known.</summary>
    /// <param name="connection">A domain controller of the domain.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public async Task<Reading<HeadGroupPolicies>> ReadAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(domain);
        try
        {
            if (domain.PdcEmulator is not { } pdc || await FindComputerAsync(connection, domain, pdc.HostName, cancellationToken).ConfigureAwait(false) is not { } computer)
            {
                return Reading.Unknown<HeadGroupPolicies>($"The computer object of {domain.DnsName}'s PDC emulator is not shown to this identity, so neither is which policies reach it.");
            }

            var head = await new GroupPolicyReader(connection).ReadContainerAsync(domain.Dn, cancellationToken).ConfigureAwait(false);
            if (!head.IsShown)
            {
                return Reading.Unknown<HeadGroupPolicies>($"The links of {domain.Dn} are not shown to this identity.");
            }

            var reach = await new PolicyReach(connector, connection, forest, domain)
                .FilterAsync(GroupPolicyOrder.Of([head]), computer, cancellationToken).ConfigureAwait(false);
            return Reading.Known(Win(domain.DnsName, head, reach));
        }
        catch (GroupPolicyFormatException damaged)
        {
            return Reading.Unknown<HeadGroupPolicies>(damaged.Message);
        }
        catch (DirectoryException hidden) when (hidden.Fault is DirectoryFault.NoSuchObject or DirectoryFault.AccessDenied)
        {
            return Reading.Unknown<HeadGroupPolicies>(hidden.Message);
        }
    }

    private static async Task<string?> FindComputerAsync(IDirectoryConnection connection, DirectoryDomain domain, string host, CancellationToken cancellationToken)
    {
        var search = new DirectorySearch(domain.Dn, SearchDepth.Subtree, $"(&(objectCategory=computer)(dNSHostName={LdapFilter.Escape(host)}))", ["dNSHostName"]);
        return await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false) is [var computer, ..] ? computer.Dn : null;
    }

    private HeadGroupPolicies Win(string domain, LinkedContainer head, Reach reach)
    {
        var winnersFirst = reach.Policies.Reverse().Select(reaching => (Reaching: reaching, Settings: Read(domain, reaching))).ToList();
        return new HeadGroupPolicies(
            [.. winnersFirst.Select(candidate => candidate.Reaching.Policy?.Name ?? candidate.Reaching.Link.PolicyDn)],
            [.. Enum.GetValues<PasswordSetting>().Select(setting => Win(setting, winnersFirst)).OfType<WinningSetting>()],
            [
                .. reach.Filtered.Select(name => $"Security filtering keeps '{name}' away from the PDC emulator."),
                .. reach.Off.Select(name => $"The computer part of '{name}' is off or empty."),
                .. reach.Absent.Select(policy => $"The link to {policy} leads to no policy: it does not exist any more."),
                .. head.Links.Where(link => link.IsDisabled).Select(link => $"The link to {link.PolicyDn} is disabled."),
            ]);
    }

    // From the one that wins down: the first that is not read, or may or may not apply, leaves the setting unknown.
    private static WinningSetting? Win(PasswordSetting setting, List<(ReachingPolicy Reaching, Reading<IReadOnlyDictionary<string, int>> Settings)> winnersFirst)
    {
        foreach (var (reaching, settings) in winnersFirst)
        {
            if (!settings.IsKnown)
            {
                return new WinningSetting(setting, Policy: null, Value: null, settings.UnknownReason);
            }

            if (settings.Value.TryGetValue(setting.ToString(), out var value))
            {
                return reaching.Doubt is { } doubt
                    ? new WinningSetting(setting, Policy: null, Value: null, $"'{reaching.Policy!.Name}' sets it to {value}. {doubt}")
                    : new WinningSetting(setting, reaching.Policy!.Name, value, UnknownReason: null);
            }
        }

        return null;
    }

    private Reading<IReadOnlyDictionary<string, int>> Read(string domain, ReachingPolicy reaching)
    {
        if (reaching.Policy is not { } policy)
        {
            return Reading.Unknown<IReadOnlyDictionary<string, int>>(reaching.Doubt!);
        }

        var template = sysvol.Read(domain, policy.FilesPath, SecurityTemplate.File);
        if (!template.IsKnown)
        {
            return Reading.Unknown<IReadOnlyDictionary<string, int>>($"Policy '{policy.Name}': {template.UnknownReason}");
        }

        var version = sysvol.Read(domain, policy.FilesPath, PolicyVersionFile.File);
        if (policy.ComputerVersion is { } told && version.Value?.Content is { } ini
            && PolicyVersionFile.ParseComputerVersion(ini) is { } held && held != told)
        {
            return Reading.Unknown<IReadOnlyDictionary<string, int>>(
                $"Policy '{policy.Name}': the directory has version {told} of its computer part, the files have {held}, so these are not the files that will apply.");
        }

        try
        {
            return Reading.Known(template.Value.Content is { } content ? SecurityTemplate.ParseSystemAccess(content) : new Dictionary<string, int>());
        }
        catch (GroupPolicyFormatException damaged)
        {
            return Reading.Unknown<IReadOnlyDictionary<string, int>>($"Policy '{policy.Name}': {damaged.Message}");
        }
    }
}
