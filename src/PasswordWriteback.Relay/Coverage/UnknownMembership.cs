using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// What groups of the connector account that could not be read leave open for one user: what reaches it by what is known, and would
/// not if the account were in a group that its DACL denies something, is not known.
/// </summary>
/// <param name="profile">The rights that count as coverage.</param>
/// <param name="token">What is known that the account shows.</param>
/// <param name="gap">What of the token could not be read, one sentence.</param>
internal sealed class UnknownMembership(PermissionProfile profile, AccessToken token, string gap)
{
    private readonly OperationAnswer _unknown = new(OperationVerdict.Unknown, CoverageReason.Unreadable, gap);

    /// <summary>The answers for a user, each with what is left open.</summary>
    public (CoverageVerdict Verdict, UserOperations Operations) Weigh(
        UserFacts user, AccountState? account, DateTimeOffset at, CoverageVerdict verdict, UserOperations operations)
    {
        if (Parse(user.Descriptor) is not { Dacl: { } dacl } descriptor || !dacl.Aces.Any(ace => ace.Type.IsDeny()))
        {
            return (verdict, operations);
        }

        var (seen, shown) = UnknownGroups.Denied.Of(descriptor, token);
        var worst = user with { Descriptor = seen.ToBytes() };
        var denied = new OperationClassifier(shown).Classify(worst, account, at);
        return (
            verdict.Reason == CoverageReason.Covered && new CoverageClassifier(profile, shown).Classify(worst).Reason != CoverageReason.Covered
                ? new CoverageVerdict(CoverageReason.Unreadable, gap)
                : verdict,
            new UserOperations(
                Weigh(operations.SelfReset, denied.SelfReset),
                Weigh(operations.AdministratorReset, denied.AdministratorReset),
                Weigh(operations.Change, denied.Change),
                Weigh(operations.Unlock, denied.Unlock)));
    }

    private OperationAnswer Weigh(OperationAnswer known, OperationAnswer denied) =>
        known.Verdict is OperationVerdict.Can or OperationVerdict.Conditional && denied.Verdict == OperationVerdict.Cannot ? _unknown : known;

    private static SecurityDescriptor? Parse(byte[]? bytes)
    {
        try
        {
            return bytes is null ? null : SecurityDescriptor.Parse(bytes);
        }
        catch (DescriptorFormatException)
        {
            return null;
        }
    }
}
