using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Finds out who governs a domain's controllers by Group Policy: who may write a policy that is linked at the head of the domain or
/// at its Domain Controllers unit, or may link one there. Disabled links count: whoever may write the policy waits for its link.
/// Rights on a policy's files (SYSVOL) and policies linked at sites are not read.
/// </summary>
/// <param name="connector">Opens connections to other domains, for policies that are linked across domains.</param>
/// <param name="forest">The forest.</param>
/// <param name="members">Takes the writers, with everybody in them.</param>
/// <param name="notes">Takes what was left out on proof, one sentence each.</param>
internal sealed class GroupPolicyWriters(IDirectoryConnector connector, DirectoryForest forest, NestedMembers members, List<string> notes)
{
    private const AccessMask Control = AccessMask.WriteDacl | AccessMask.WriteOwner;
    private static readonly Guid[] PolicyProperties = [AttributeGuids.GpcFileSysPath, AttributeGuids.VersionNumber, SchemaGuids.GroupPolicyContainer];
    private static readonly Guid[] LinksOfHead = [AttributeGuids.GpLink, SchemaGuids.DomainDns];
    private static readonly Guid[] LinksOfUnit = [AttributeGuids.GpLink, SchemaGuids.OrganizationalUnit];

    /// <summary>Adds them. What cannot be read is a gap of the members.</summary>
    public async Task AddAsync(IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        // Who may change permissions or the owner of the head controls the directory anyway: DirectoryControl adds them.
        var unit = $"OU=Domain Controllers,{domain.Dn}";
        await AddLinkersAsync(connection, domain, domain.Dn, AccessMask.None, LinksOfHead, cancellationToken).ConfigureAwait(false);
        await AddLinkersAsync(connection, domain, unit, Control, LinksOfUnit, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> linked =
        [
            .. await LinkedAsync(connection, domain.Dn, cancellationToken).ConfigureAwait(false),
            .. await LinkedAsync(connection, unit, cancellationToken).ConfigureAwait(false),
        ];
        foreach (var policy in linked.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await AddWritersAsync(connection, domain, policy, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddLinkersAsync(
        IDirectoryConnection connection, DirectoryDomain domain, string dn, AccessMask control, Guid[] properties, CancellationToken cancellationToken)
    {
        try
        {
            var descriptor = await connection.ReadDescriptorAsync(dn, cancellationToken, ownerAndGroup: true).ConfigureAwait(false);
            await DirectoryControl.AddAsync(members, descriptor, dn, domain, ace => Gives(ace, control, properties), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is DescriptorFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
        {
            members.AddGap($"Who may link Group Policies at {dn} is not known: {exception.Message}");
        }
    }

    private async Task<IEnumerable<string>> LinkedAsync(IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        try
        {
            var container = await new GroupPolicyReader(connection).ReadContainerAsync(dn, cancellationToken).ConfigureAwait(false);
            if (!container.IsShown)
            {
                members.AddGap($"Which Group Policies are linked at {dn} is not shown to this identity.");
            }

            return container.Links.Select(link => link.PolicyDn);
        }
        catch (Exception exception) when (
            exception is GroupPolicyFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
        {
            members.AddGap($"Which Group Policies are linked at {dn} is not known: {exception.Message}");
            return [];
        }
    }

    private async Task AddWritersAsync(IDirectoryConnection connection, DirectoryDomain domain, string dn, CancellationToken cancellationToken)
    {
        var home = forest.Domains.Where(candidate => DistinguishedName.IsAtOrBelow(dn, candidate.Dn)).MaxBy(candidate => candidate.Dn.Length);
        var (policy, isAbsent) = await ReadAsync(connection, domain, home, dn, cancellationToken).ConfigureAwait(false);
        if (isAbsent)
        {
            // Applies to nobody (MS-GPOL 3.2.5.1.6), and whoever could make it anew writes policies already.
            notes.Add($"The link to {dn} at {domain.Dn} or at its domain controllers leads to no Group Policy: it does not exist any more.");
            return;
        }

        if (policy is not { Permissions: { } descriptor })
        {
            members.AddGap(
                $"Who may write the Group Policy {dn}, linked at {domain.Dn} or at its domain controllers, is not known: "
                + (policy is null ? "it is not found, and this identity may not list the contents of what lies above it, so it may be hidden." : "its permissions are not shown to this identity."));
            return;
        }

        await DirectoryControl.AddAsync(
            members, descriptor, $"the Group Policy '{policy.Name}'", home!, ace => Gives(ace, Control, PolicyProperties), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(GroupPolicyObject? Policy, bool IsAbsent)> ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, DirectoryDomain? home, string dn, CancellationToken cancellationToken)
    {
        if (home is null || home == domain)
        {
            return home is null ? default : await ReadAsync(connection, dn, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var other = await connector.ConnectToDomainAsync(home, cancellationToken).ConfigureAwait(false);
            await using (other.ConfigureAwait(false))
            {
                return await ReadAsync(other, dn, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            members.AddGap($"Group Policies of {home.DnsName} are not known: {exception.Message}");
            return default;
        }
    }

    private static async Task<(GroupPolicyObject? Policy, bool IsAbsent)> ReadAsync(
        IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        var policy = await new GroupPolicyReader(connection).ReadAsync(dn, cancellationToken).ConfigureAwait(false);
        return (policy, policy is null && await Absence.IsProvenAsync(connection, dn, cancellationToken).ConfigureAwait(false));
    }

    private static bool Gives(Ace ace, AccessMask control, Guid[] properties)
    {
        var mask = ace.Mask.MapGeneric();
        return (mask & control) != AccessMask.None
            || (mask.HasFlag(AccessMask.WriteProperty) && (ace.ObjectType is not { } property || properties.Contains(property)));
    }
}
