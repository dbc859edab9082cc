using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Finds out who controls a domain by rights on its head or on AdminSDHolder: who may change permissions or the owner there, owns it,
/// or may replicate secrets. What a new domain gives to Everyone and Authenticated Users there (reading, Change Password,
/// Unexpire Password and the like) is none of it.
/// </summary>
internal static class DirectoryControl
{
    private const AccessMask Control = AccessMask.WriteDacl | AccessMask.WriteOwner;

    /// <summary>SIDs that no user ever shows.</summary>
    private static readonly Sid[] NoUsers =
    [
        WellKnownSids.Self, WellKnownSids.CreatorOwner, WellKnownSids.CreatorGroup, WellKnownSids.LocalSystem, WellKnownSids.EnterpriseDomainControllers,
    ];

    /// <summary>Adds them, with everybody in them. What cannot be read is a gap of the members.</summary>
    public static async Task AddAsync(
        NestedMembers members, IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        foreach (var dn in new[] { domain.Dn, $"CN=AdminSDHolder,CN=System,{domain.Dn}" })
        {
            try
            {
                var descriptor = await connection.ReadDescriptorAsync(dn, cancellationToken, ownerAndGroup: true).ConfigureAwait(false);
                await AddAsync(members, descriptor, dn, domain, Gives, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                exception is DescriptorFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
            {
                members.AddGap($"Who controls {dn} is not known: {exception.Message}");
            }
        }
    }

    /// <summary>Adds the owner of an object, and the trustees of those ACEs that give control over it.</summary>
    /// <param name="members">Takes them.</param>
    /// <param name="descriptor">The object's descriptor, with its owner.</param>
    /// <param name="name">What to call the object.</param>
    /// <param name="home">Its domain.</param>
    /// <param name="gives">Whether an ACE, which allows and applies to the object itself, gives control.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AddAsync(
        NestedMembers members, SecurityDescriptor descriptor, string name, DirectoryDomain home, Func<Ace, bool> gives, CancellationToken cancellationToken)
    {
        if (descriptor.Dacl is not { } dacl)
        {
            await members.AddAsync(WellKnownSids.Everyone, $"do everything (there is no DACL) on {name}", home, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var ace in dacl.Aces.Where(ace => ace.Type.IsAllow() && !ace.IsInheritOnly && gives(ace)))
        {
            var trustee = ace.Sid == WellKnownSids.OwnerRights ? descriptor.Owner : ace.Sid;
            if (trustee is not null && !NoUsers.Contains(trustee))
            {
                await members.AddAsync(trustee, $"{Words.Right(ace)} on {name}", home, cancellationToken).ConfigureAwait(false);
            }
        }

        // MS-DTYP 2.5.3.2: the owner may change permissions, unless an ACE for OWNER RIGHTS says what it may.
        if (descriptor.Owner is { } owner && !NoUsers.Contains(owner)
            && !dacl.Aces.Any(ace => ace.Sid == WellKnownSids.OwnerRights && !ace.IsInheritOnly))
        {
            await members.AddAsync(owner, $"change permissions (it is the owner) of {name}", home, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Gives(Ace ace)
    {
        var mask = ace.Mask.MapGeneric();
        return (mask & Control) != AccessMask.None
            || (mask.HasFlag(AccessMask.ControlAccess) && (ace.ObjectType is null || ace.ObjectType == ExtendedRights.ReplicationGetChangesAll));
    }
}
