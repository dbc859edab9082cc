using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Policy;

/// <summary>The rights to change something that a descriptor gives a token, in words.</summary>
internal static class WriteRights
{
    private static readonly AccessMask[] Changes =
    [
        AccessMask.WriteDacl, AccessMask.WriteOwner, AccessMask.WriteProperty, AccessMask.Self,
        AccessMask.CreateChild, AccessMask.DeleteChild, AccessMask.Delete, AccessMask.DeleteTree, AccessMask.ControlAccess,
    ];

    /// <summary>Extended rights that change passwords or give secrets away. Others (Unexpire Password, which everybody has by default) do not govern a domain.</summary>
    private static readonly Guid[] Powerful = [ExtendedRights.ResetPassword, ExtendedRights.ReplicationGetChangesAll];

    /// <summary>The rights, one phrase per ACE that gives any; what only descendants inherit counts, too.</summary>
    /// <param name="descriptor">The object's descriptor, with its owner.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="inherited">Whether inherited ACEs count.</param>
    public static IReadOnlyList<string> Of(SecurityDescriptor descriptor, AccessToken token, bool inherited = true)
    {
        if (descriptor.Dacl is not { } dacl)
        {
            return ["do everything (there is no DACL)"];
        }

        var found = new List<string>();
        if (token.Contains(descriptor.Owner) && AccessEvaluator.Evaluate(descriptor, token, new RequestedRight(AccessMask.WriteDacl)).IsGranted)
        {
            found.Add("change permissions (it is the owner)");
        }

        found.AddRange(dacl.Aces.Where(ace => ace.Type.IsAllow() && (inherited || !ace.IsInherited) && token.Contains(ace.Sid) && Gives(descriptor, token, ace))
            .Select(ace => $"{Words.Right(ace)} on {Words.Where(ace)}"));
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static bool Gives(SecurityDescriptor descriptor, AccessToken token, Ace ace)
    {
        var mask = ace.Mask.MapGeneric();
        return Changes.Any(right => (mask & right) != AccessMask.None
            && (right != AccessMask.ControlAccess || ace.ObjectType is null || Powerful.Contains(ace.ObjectType.Value))
            && (ace.IsInheritOnly || AccessEvaluator.Evaluate(descriptor, token, new RequestedRight(right, ace.ObjectType)).IsGranted));
    }
}
