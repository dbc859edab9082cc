using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>Why a right does not reach a user who is in no protected group: the one reason that has to be dealt with first.</summary>
internal static class LackingRight
{
    /// <summary>Explains it.</summary>
    /// <param name="user">The user.</param>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="scope">The scope that it lies in.</param>
    /// <param name="answer">What the evaluation of its DACL came to; not granted.</param>
    public static CoverageVerdict Explain(UserFacts user, byte[] descriptor, string scope, AccessResult answer)
    {
        var closed = IsClosed(descriptor);
        if (closed && (user.AdminCount || answer.Decision != AccessDecision.Denied))
        {
            return new CoverageVerdict(user.AdminCount ? CoverageReason.OrphanedAdminCount : CoverageReason.InheritanceBlocked, string.Empty);
        }

        if (answer.Decision == AccessDecision.Denied)
        {
            return new CoverageVerdict(CoverageReason.DeniedByAce, Words.Describe(SecurityDescriptor.Parse(descriptor).Dacl!.Aces[answer.AceIndex]));
        }

        if (user.BlockedAt is { } blocked)
        {
            return new CoverageVerdict(CoverageReason.InheritanceBlocked, blocked);
        }

        return IsInetOrgPerson(user)
            ? new CoverageVerdict(CoverageReason.InetOrgPersonWithoutAces, scope)
            : new CoverageVerdict(CoverageReason.RightMissing, scope);
    }

    public static bool IsClosed(byte[] descriptor) => new DescriptorView(descriptor).Control.HasFlag(DescriptorControl.DaclProtected);

    public static bool IsInetOrgPerson(UserFacts user) =>
        user.ObjectClass.Equals(WritebackClasses.InetOrgPerson, StringComparison.OrdinalIgnoreCase);
}
