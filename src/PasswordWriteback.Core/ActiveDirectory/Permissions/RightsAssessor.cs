using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// Finds out whether a right of a profile is there: on the domain head itself, or for users below a container.
/// The latter is answered for users that do not exist, one directly below and one in a unit below: their inherited DACLs are
/// computed and asked, so that full control, all extended rights, property sets, groups of the account, denying ACEs and ACEs
/// that are passed on once only count as they would on real users.
/// </summary>
public static class RightsAssessor
{
    /// <summary>Assesses one right on one scope.</summary>
    /// <param name="right">The right.</param>
    /// <param name="scope">Descriptor of the scope; for a right on the head, of the head.</param>
    /// <param name="token">What the connector account shows to a domain controller of the scope's domain.</param>
    /// <param name="names">Names of SIDs for the explanation; null leaves SIDs.</param>
    public static RightAssessment Assess(
        ProfileRight right, SecurityDescriptor scope, AccessToken token, Func<Sid, string?>? names = null)
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(token);
        if (scope.Dacl is null)
        {
            return Result(RightState.EffectiveThroughOther, "The object has no DACL: it grants everything to everyone.");
        }

        IReadOnlyList<SecurityDescriptor> asked = right.OnDomainHead ? [scope] : [Below(scope, right), Below(Unit(scope), right)];
        var answers = asked.Select(descriptor => (Descriptor: descriptor, Result: AccessEvaluator.Evaluate(descriptor, token, RightForms.ToRequest(right))));
        var (decidedOn, answer) = answers.OrderBy(item => Severity(item.Result.Decision)).First();
        var deciding = answer.AceIndex < 0 ? null : decidedOn.Dacl!.Aces[answer.AceIndex];
        return answer.Decision switch
        {
            AccessDecision.Granted when Own(right, scope, token.Account) is { } own => Result(
                RightState.Present,
                own.IsInherited ? $"the profile's ACE is inherited from above: {Words.Describe(own, names)}" : Words.Describe(own, names)),
            AccessDecision.Granted => Result(RightState.EffectiveThroughOther, "through another ACE: " + Words.Describe(deciding!, names)),
            AccessDecision.Denied => Result(RightState.Denied, "taken away by an ACE: " + Words.Describe(deciding!, names)),
            _ => Result(RightState.Missing, "no ACE gives it."),
        };

        RightAssessment Result(RightState state, string explanation) => new(right.Right, right.ObjectClass, state, explanation);
    }

    /// <summary>The right of a scope that could not be read.</summary>
    /// <param name="right">The right.</param>
    /// <param name="reason">One sentence.</param>
    public static RightAssessment Unreadable(ProfileRight right, string reason)
    {
        ArgumentNullException.ThrowIfNull(right);
        return new RightAssessment(right.Right, right.ObjectClass, RightState.Unreadable, reason);
    }

    /// <summary>Exactly the ACE of the profile, set on the scope or inherited by it.</summary>
    private static Ace? Own(ProfileRight right, SecurityDescriptor scope, Sid account)
    {
        var wanted = RightForms.ToAce(right, account);
        return scope.Dacl?.Aces.FirstOrDefault(ace => ace.WithFlags(ace.Flags & ~AceFlags.Inherited).Equals(wanted));
    }

    /// <summary>A right that one of the users lacks is not there for all.</summary>
    private static int Severity(AccessDecision decision) => decision switch
    {
        AccessDecision.Denied => 0,
        AccessDecision.NotGranted => 1,
        _ => 2,
    };

    private static SecurityDescriptor Below(SecurityDescriptor parent, ProfileRight right) => Child(parent, RightForms.ClassesOf(right.ObjectClass));

    private static SecurityDescriptor Unit(SecurityDescriptor parent) => Child(parent, ObjectClasses.OrganizationalUnit);

    private static SecurityDescriptor Child(SecurityDescriptor parent, ObjectClasses classes) => new(
        DescriptorControl.DaclPresent,
        owner: null,
        group: null,
        Inheritance.ComputeChildDacl(parent.Dacl, child: null, isProtected: false, classes));
}
