using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>
/// Says of one user which operations of writeback reach it. The DACL decides: a reset takes Reset Password and writing lockoutTime
/// and pwdLastSet, a change takes Change Password, an unlock takes writing lockoutTime (Microsoft's permissions for writeback). The
/// rest explains why it refuses, or says what stands in the way although it lets.
/// </summary>
/// <param name="token">What the connector account shows to domain controllers of the domain.</param>
public sealed class OperationClassifier(AccessToken token)
{
    private static readonly WritebackRight[] Rights =
        [WritebackRight.ResetPassword, WritebackRight.WriteLockoutTime, WritebackRight.WritePwdLastSet, WritebackRight.ChangePassword];

    private static readonly RequestedRight[] OnUser = Requests(WritebackClasses.User);
    private static readonly RequestedRight[] OnInetOrgPerson = Requests(WritebackClasses.InetOrgPerson);
    private static readonly OperationAnswer Unreadable = new(OperationVerdict.Unknown, CoverageReason.Unreadable, string.Empty);

    /// <summary>Classifies one user. The scope may be unknown; then a right that is missing names no place.</summary>
    /// <param name="user">The user.</param>
    /// <param name="account">The state of its account; null where userAccountControl was not returned.</param>
    /// <param name="now">The time of the scan.</param>
    public UserOperations Classify(UserFacts user, AccountState? account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Descriptor is not { } descriptor || account is not { } state)
        {
            return new UserOperations(Unreadable, Unreadable, Unreadable, Unreadable);
        }

        try
        {
            Span<AccessResult> answers = stackalloc AccessResult[Rights.Length];
            AccessEvaluator.Evaluate(descriptor, token, LackingRight.IsInetOrgPerson(user) ? OnInetOrgPerson : OnUser, answers, user.Sid);
            var (reset, lockoutTime, pwdLastSet, change) = (answers[0], answers[1], answers[2], answers[3]);
            var (binds, until) = state.Age(now);
            var aged = new OperationAnswer(OperationVerdict.Conditional, CoverageReason.Covered, string.Empty, CoverageCondition.MinimumAge, until);
            var resets = Answer(user, descriptor, state, Worst(reset, lockoutTime, pwdLastSet), isPassword: true, binds ? aged : null);
            return new UserOperations(
                resets,
                resets,
                Answer(user, descriptor, state, change, isPassword: true, binds ? aged : null),
                Answer(user, descriptor, state, lockoutTime, isPassword: false, age: null));
        }
        catch (DescriptorFormatException)
        {
            return new UserOperations(Unreadable, Unreadable, Unreadable, Unreadable);
        }
    }

    private static OperationAnswer Answer(UserFacts user, byte[] descriptor, AccountState state, AccessResult right, bool isPassword, OperationAnswer? age)
    {
        if (!right.IsGranted)
        {
            var why = user.ProtectedBy is { } group
                ? new CoverageVerdict(CoverageReason.ProtectedByDesign, group)
                : LackingRight.Explain(user, descriptor, user.Scope ?? string.Empty, right);
            return new OperationAnswer(OperationVerdict.Cannot, why.Reason, why.Where);
        }

        if (user.ProtectedBy is { } joined && !LackingRight.IsClosed(descriptor))
        {
            return Conditional(CoverageCondition.NewProtectedMember, joined);
        }

        if (!state.Enabled)
        {
            return Conditional(CoverageCondition.Disabled, string.Empty);
        }

        return isPassword && state.SmartCardOnly
            ? Conditional(CoverageCondition.SmartCardOnly, string.Empty)
            : age ?? new OperationAnswer(OperationVerdict.Can, CoverageReason.Covered, string.Empty);
    }

    private static OperationAnswer Conditional(CoverageCondition condition, string where) =>
        new(OperationVerdict.Conditional, CoverageReason.Covered, where, condition);

    // A right that is denied is told before one that nothing gives.
    private static AccessResult Worst(AccessResult first, AccessResult second, AccessResult third)
    {
        var worst = first;
        foreach (var next in (ReadOnlySpan<AccessResult>)[second, third])
        {
            if (worst.IsGranted || (worst.Decision != AccessDecision.Denied && next.Decision == AccessDecision.Denied))
            {
                worst = next;
            }
        }

        return worst;
    }

    private static RequestedRight[] Requests(string objectClass) =>
        [.. Rights.Select(right => RightForms.ToRequest(new ProfileRight(right, objectClass)))];
}
