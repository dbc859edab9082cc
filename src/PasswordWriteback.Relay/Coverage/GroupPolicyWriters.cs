using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Finds out who governs a domain's controllers by Group Policy: who may write a policy that is linked at the head of the domain or
/// at its Domain Controllers unit, or may link one there. Disabled links count: whoever may write the policy waits for its link.
/// Rights on a policy's files (SYSVOL) and policies linked at sites are not read.
/// </summary>
/// <param name="connector">Opens connections to other domains, for policies that are linked across domains.</param>
/// <param name="forest">The forest.</param>
/// <param name="members">Takes the writers, with everybody in them.</param>
internal sealed class GroupPolicyWriters(IDirectoryConnector connector, DirectoryForest forest, NestedMembers members)
{
    private static readonly Guid[] PolicyProperties = [AttributeGuids.GpcFileSysPath, AttributeGuids.VersionNumber, SchemaGuids.GroupPolicyContainer];
    private static readonly Guid[] LinksOfHead = [AttributeGuids.GpLink, SchemaGuids.DomainDns];
    private static readonly Guid[] LinksOfUnit = [AttributeGuids.GpLink, SchemaGuids.OrganizationalUnit];

    /// <summary>Adds them. What cannot be read is a gap of the members.</summary>
    public async Task AddAsync(IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        // Who may change permissions or the owner of the head controls the directory anyway: PrivilegedPrincipals adds them.
        var unit = $"OU=Domain Controllers,{domain.Dn}";
        await AddLinkersAsync(connection, domain, domain.Dn, AccessMask.None, LinksOfHead, cancellationToken).ConfigureAwait(false);
        await AddLinkersAsync(connection, domain, unit, AccessMask.WriteDacl | AccessMask.WriteOwner, LinksOfUnit, cancellationToken).ConfigureAwait(false);
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
            var descriptor = await connection.ReadDescriptorAsync(dn, cancellationToken).ConfigureAwait(false);
            await AddAsync(descriptor, dn, domain, control, properties, cancellationToken).ConfigureAwait(false);
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
        if (await ReadAsync(connection, domain, home, dn, cancellationToken).ConfigureAwait(false) is not { Permissions: { } descriptor } policy)
        {
            members.AddGap(
                $"Who may write the Group Policy {dn}, linked at {domain.Dn} or at its domain controllers, is not known: it does not exist any more, or its permissions are not shown to this identity.");
            return;
        }

        const AccessMask control = AccessMask.WriteDacl | AccessMask.WriteOwner;
        var name = $"the Group Policy '{policy.Name}'";
        await AddAsync(descriptor, name, home!, control, PolicyProperties, cancellationToken).ConfigureAwait(false);

        // MS-DTYP 2.5.3.2: the owner may change permissions, unless an ACE for OWNER RIGHTS says what it may.
        if (descriptor.Owner is { } owner && !IsEveryone(owner) && !(descriptor.Dacl?.Aces ?? []).Any(ace => ace.Sid == WellKnownSids.OwnerRights && !ace.IsInheritOnly))
        {
            await members.AddAsync(owner, $"change permissions (it is the owner) of {name}", home!, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<GroupPolicyObject?> ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, DirectoryDomain? home, string dn, CancellationToken cancellationToken)
    {
        if (home is null || home == domain)
        {
            return home is null ? null : await new GroupPolicyReader(connection).ReadAsync(dn, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var other = await connector.ConnectToDomainAsync(home, cancellationToken).ConfigureAwait(false);
            await using (other.ConfigureAwait(false))
            {
                return await new GroupPolicyReader(other).ReadAsync(dn, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            members.AddGap($"Group Policies of {home.DnsName} are not known: {exception.Message}");
            return null;
        }
    }

    private async Task AddAsync(
        SecurityDescriptor descriptor, string name, DirectoryDomain home, AccessMask control, Guid[] properties, CancellationToken cancellationToken)
    {
        if (descriptor.Dacl is not { } dacl)
        {
            members.AddGap($"Everybody may do everything on {name}: it has no DACL.");
            return;
        }

        foreach (var ace in dacl.Aces.Where(ace => Gives(ace, control, properties)))
        {
            var trustee = ace.Sid == WellKnownSids.OwnerRights ? descriptor.Owner : ace.Sid;
            if (trustee == WellKnownSids.Everyone || trustee == WellKnownSids.AuthenticatedUsers || trustee == WellKnownSids.PreWindows2000CompatibleAccess)
            {
                members.AddGap($"{Words.Describe(ace)}, {name}: every account governs the domain controllers.");
            }
            else if (trustee is not null && !IsEveryone(trustee))
            {
                await members.AddAsync(trustee, $"{Words.Right(ace)} on {name}", home, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool Gives(Ace ace, AccessMask control, Guid[] properties)
    {
        var mask = ace.Mask.MapGeneric();
        return ace.Type.IsAllow() && !ace.IsInheritOnly
            && ((mask & control) != AccessMask.None
                || (mask.HasFlag(AccessMask.WriteProperty) && (ace.ObjectType is not { } property || properties.Contains(property))));
    }

    private static bool IsEveryone(Sid sid) => PrivilegedPrincipals.IsEveryone(sid);
}
