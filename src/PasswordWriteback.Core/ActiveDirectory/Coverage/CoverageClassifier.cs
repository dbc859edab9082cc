using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>What a user's coverage comes to.</summary>
/// <param name="Reason">Whether it can be written back, or why not.</param>
/// <param name="Where">The object or ACE that causes it; empty when it is the user itself.</param>
public readonly record struct CoverageVerdict(CoverageReason Reason, string Where);

/// <summary>
/// Says of one user whether the connector account holds every right of the profile on it, and if not, the one reason that
/// has to be dealt with first.
/// </summary>
public sealed class CoverageClassifier
{
    private readonly AccessToken _token;
    private readonly RequestedRight[] _onUser;
    private readonly RequestedRight[] _onInetOrgPerson;

    /// <summary>A classifier for one domain.</summary>
    /// <param name="profile">The rights that count. Rights for user count for users of any class.</param>
    /// <param name="token">What the connector account shows to domain controllers of the domain.</param>
    public CoverageClassifier(PermissionProfile profile, AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(token);
        _token = token;
        var rights = profile.Rights.Where(right => !right.OnDomainHead).Select(right => right.Right).Distinct().ToList();
        _onUser = Requests(rights, WritebackClasses.User);
        _onInetOrgPerson = Requests(rights, WritebackClasses.InetOrgPerson);
    }

    /// <summary>Classifies one user.</summary>
    public CoverageVerdict Classify(UserFacts user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Scope is null)
        {
            return new CoverageVerdict(CoverageReason.OutsideScope, string.Empty);
        }

        if (user.Descriptor is not { } descriptor)
        {
            return new CoverageVerdict(CoverageReason.Unreadable, string.Empty);
        }

        try
        {
            return Classify(user, descriptor, user.Scope);
        }
        catch (DescriptorFormatException)
        {
            return new CoverageVerdict(CoverageReason.Unreadable, string.Empty);
        }
    }

    private CoverageVerdict Classify(UserFacts user, byte[] descriptor, string scope)
    {
        var closed = LackingRight.IsClosed(descriptor);
        var lacking = Lacking(user, descriptor);

        // A new member of a protected group still inherits, until AdminSDHolder's descriptor is stamped on it within the hour.
        if (user.ProtectedBy is { } group && (lacking is not null || !closed))
        {
            return new CoverageVerdict(CoverageReason.ProtectedByDesign, group);
        }

        if (lacking is not { } answer)
        {
            return new CoverageVerdict(CoverageReason.Covered, string.Empty);
        }

        return LackingRight.Explain(user, descriptor, scope, answer);
    }

    /// <summary>The first right that is denied, else the first that nothing gives; null when all are there.</summary>
    private AccessResult? Lacking(UserFacts user, byte[] descriptor)
    {
        var rights = LackingRight.IsInetOrgPerson(user) ? _onInetOrgPerson : _onUser;
        Span<AccessResult> answers = stackalloc AccessResult[rights.Length];
        AccessEvaluator.Evaluate(descriptor, _token, rights, answers, user.Sid);
        AccessResult? lacking = null;
        foreach (var answer in answers)
        {
            if (answer.Decision == AccessDecision.Denied)
            {
                return answer;
            }

            lacking ??= answer.IsGranted ? null : answer;
        }

        return lacking;
    }

    private static RequestedRight[] Requests(IEnumerable<WritebackRight> rights, string objectClass) =>
        [.. rights.Select(right => RightForms.ToRequest(new ProfileRight(right, objectClass)))];
}
