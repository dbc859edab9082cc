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
        ProfileRight right, SecurityDescriptor scope, AccessToken token, Func<Sid, string?>? names = null) =>
        Assess([right], scope, token, names)[0];

    /// <summary>Assesses the rights of a profile on one scope, those on one class of objects together.</summary>
    /// <param name="rights">The rights.</param>
    /// <param name="scope">Descriptor of the scope; for rights on the head, of the head.</param>
    /// <param name="token">What the connector account shows to a domain controller of the scope's domain.</param>
    /// <param name="names">Names of SIDs for the explanation; null leaves SIDs.</param>
    /// <returns>One assessment per right, in their order.</returns>
    public static IReadOnlyList<RightAssessment> Assess(
        IReadOnlyList<ProfileRight> rights, SecurityDescriptor scope, AccessToken token, Func<Sid, string?>? names = null)
    {
        ArgumentNullException.ThrowIfNull(rights);
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(token);
        if (scope.Dacl is not { } dacl)
        {
            return [.. rights.Select(right => Result(right, RightState.EffectiveThroughOther, "The object has no DACL: it grants everything to everyone."))];
        }

        var answers = new Dictionary<ProfileRight, Answer>();
        foreach (var ofClass in rights.Distinct().GroupBy(right => right.ObjectClass))
        {
            ProfileRight[] together = [.. ofClass];
            foreach (var aces in AskedFor(together[0], dacl))
            {
                Ask(together, aces, token, answers);
            }
        }

        return [.. rights.Select(right => Explain(right, dacl, token.Account, answers[right], names))];
    }

    /// <summary>The right of a scope that could not be read.</summary>
    /// <param name="right">The right.</param>
    /// <param name="reason">One sentence.</param>
    public static RightAssessment Unreadable(ProfileRight right, string reason)
    {
        ArgumentNullException.ThrowIfNull(right);
        return Result(right, RightState.Unreadable, reason);
    }

    /// <summary>The ACEs that decide rights on a class: the head's own, or what either of the users would inherit.</summary>
    private static IEnumerable<Ace[]> AskedFor(ProfileRight right, Acl dacl)
    {
        if (right.OnDomainHead)
        {
            return [[.. dacl.Aces]];
        }

        var user = RightForms.ClassesOf(right.ObjectClass);
        var unit = Inheritance.HandedDown(dacl.Aces, ObjectClasses.OrganizationalUnit);
        return [[.. Inheritance.HandedDown(dacl.Aces, user)], [.. Inheritance.HandedDown(unit, user)]];
    }

    /// <summary>A right that one of the users lacks is not there for all: the worst answer stays, of equal ones the first.</summary>
    private static void Ask(ProfileRight[] rights, Ace[] aces, AccessToken token, Dictionary<ProfileRight, Answer> answers)
    {
        var results = new AccessResult[rights.Length];
        AccessEvaluator.Evaluate(aces, token, [.. rights.Select(RightForms.ToRequest)], results);
        for (var i = 0; i < rights.Length; i++)
        {
            var (decision, index) = results[i];
            if (!answers.TryGetValue(rights[i], out var before) || Severity(decision) < Severity(before.Decision))
            {
                answers[rights[i]] = new Answer(decision, index < 0 ? null : aces[index]);
            }
        }
    }

    private static RightAssessment Explain(ProfileRight right, Acl dacl, Sid account, Answer answer, Func<Sid, string?>? names) => answer.Decision switch
    {
        AccessDecision.Granted when Own(right, dacl, account) is { } own => Result(
            right,
            RightState.Present,
            own.IsInherited ? $"the profile's ACE is inherited from above: {Words.Describe(own, names)}" : Words.Describe(own, names)),
        AccessDecision.Granted => Result(right, RightState.EffectiveThroughOther, "through another ACE: " + Words.Describe(answer.By!, names)),
        AccessDecision.Denied => Result(right, RightState.Denied, "taken away by an ACE: " + Words.Describe(answer.By!, names)),
        _ => Result(right, RightState.Missing, "no ACE gives it."),
    };

    private static RightAssessment Result(ProfileRight right, RightState state, string explanation) =>
        new(right.Right, right.ObjectClass, state, explanation);

    /// <summary>Exactly the ACE of the profile, set on the scope or inherited by it.</summary>
    private static Ace? Own(ProfileRight right, Acl dacl, Sid account)
    {
        var wanted = RightForms.ToAce(right, account);
        return dacl.Aces.FirstOrDefault(ace => ace.WithFlags(ace.Flags & ~AceFlags.Inherited).Equals(wanted));
    }

    private static int Severity(AccessDecision decision) => decision switch
    {
        AccessDecision.Denied => 0,
        AccessDecision.NotGranted => 1,
        _ => 2,
    };

    /// <summary>How one right is decided, and by which ACE; null when none decides.</summary>
    private readonly record struct Answer(AccessDecision Decision, Ace? By);
}
