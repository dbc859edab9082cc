using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Who may replicate passwords out of a domain: both DS-Replication-Get-Changes and Get-Changes-All on its head
/// (MS-ADTS 5.1.3.2.1). Entra Connect gives both to its connector account for password hash synchronization.
/// </summary>
internal static class ReplicationRightHolders
{
    private static readonly RequestedRight[] Both =
    [
        RequestedRight.ExtendedRight(ExtendedRights.ReplicationGetChanges),
        RequestedRight.ExtendedRight(ExtendedRights.ReplicationGetChangesAll),
    ];

    /// <summary>Trustees that the DACL names for both rights; groups among them, deny ACEs not looked at.</summary>
    public static IEnumerable<Sid> Named(SecurityDescriptor head) =>
        NamedFor(head, ExtendedRights.ReplicationGetChanges).Intersect(NamedFor(head, ExtendedRights.ReplicationGetChangesAll));

    /// <summary>Whether a token holds both.</summary>
    public static bool Holds(SecurityDescriptor head, AccessToken token) =>
        Both.All(right => AccessEvaluator.Evaluate(head, token, right).Decision == AccessDecision.Granted);

    private static IEnumerable<Sid> NamedFor(SecurityDescriptor head, Guid right) => (head.Dacl?.Aces ?? [])
        .Where(ace => ace.Type.IsAllow() && !ace.IsInheritOnly && ace.ObjectType == right && ace.Mask.HasFlag(AccessMask.ControlAccess))
        .Select(ace => ace.Sid)
        .OfType<Sid>();
}
