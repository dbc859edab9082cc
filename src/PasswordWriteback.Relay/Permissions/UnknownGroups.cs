using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// What groups of an account that could not be read would do to its rights. A grant holds only if it also holds in the worst case:
/// the account is in every group that an ACE denies something, and in none that an ACE allows something.
/// </summary>
internal sealed class UnknownGroups
{
    /// <summary>Trustees that are nobody's group: the object itself, its creator and owner, the system, whoever has not signed in.</summary>
    private static readonly Sid[] NoGroups =
    [
        WellKnownSids.Self, WellKnownSids.CreatorOwner, WellKnownSids.CreatorGroup, WellKnownSids.OwnerRights, WellKnownSids.LocalSystem, WellKnownSids.Anonymous,
    ];

    private readonly bool _denied;

    private UnknownGroups(bool denied) => _denied = denied;

    /// <summary>The account is in no group but those that were read.</summary>
    public static UnknownGroups None { get; } = new(denied: false);

    /// <summary>The worst case.</summary>
    public static UnknownGroups Denied { get; } = new(denied: true);

    /// <summary>A descriptor and a token that give the answer of this case when they are evaluated.</summary>
    public (SecurityDescriptor Descriptor, AccessToken Token) Of(SecurityDescriptor descriptor, AccessToken token)
    {
        if (!_denied || descriptor.Dacl is not { } dacl)
        {
            return (descriptor, token);
        }

        // Allowing ACEs of a group that is denied elsewhere must not help: they go, the account is not known to be in it.
        var kept = dacl.Aces.Where(ace => !ace.Type.IsAllow() || token.Contains(ace.Sid));
        var denied = dacl.Aces.Where(ace => ace.Type.IsDeny()).Select(ace => ace.Sid).OfType<Sid>().Except(NoGroups);
        return (descriptor.WithDacl(new Acl(kept)), new AccessToken(token.Account, [.. token.Sids, .. denied]));
    }
}
