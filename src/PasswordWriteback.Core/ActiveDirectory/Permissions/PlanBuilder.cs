using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>Makes the plan: the ACEs that are missing, per object, and the reasons why it may not be written.</summary>
public static class PlanBuilder
{
    /// <summary>
    /// Makes a plan. A right that is effective already is not added again unless <see cref="PlanRequest.Explicit"/>; a scope
    /// that inherits from another scope is not granted twice; Unexpire Password on a head is only planned where heads may be written.
    /// </summary>
    public static PermissionPlan Build(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var refusals = new List<PlanRefusal>();
        refusals.AddRange(PlanRefusals.OfAccount(request));
        var targets = new List<PlannedTarget>();
        foreach (var scope in request.Scopes)
        {
            var rights = Needed(request, scope);
            refusals.AddRange(PlanRefusals.OfScope(request, scope, rights));
            if (rights.Count > 0 && scope is { Descriptor: { } descriptor, Version: { } version })
            {
                targets.Add(new PlannedTarget(
                    scope.Assessment.Dn,
                    scope.Assessment.Domain,
                    scope.Server,
                    ExplicitAces.Hash(descriptor),
                    version,
                    [.. rights.Select(right => Planned(right, request, scope))],
                    scope.ObjectsBelow));
            }
        }

        var plan = new PermissionPlan(
            string.Empty,
            request.Account,
            request.AccountSid.ToString(),
            request.Profile.Name,
            [.. targets.OrderBy(target => target.Domain, StringComparer.OrdinalIgnoreCase).ThenBy(target => target.Dn, StringComparer.OrdinalIgnoreCase)],
            refusals,
            request.At);
        return plan with { Hash = PlanHash.Of(plan) };
    }

    /// <summary>
    /// The same plan, refused if it opens up privileged accounts that nobody has accepted, or if it is not known whether it does.
    /// The hash stays.
    /// </summary>
    public static PermissionPlan WithBlastRadius(PermissionPlan plan, BlastRadius blastRadius, string forest)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(blastRadius);
        var refusals = new List<PlanRefusal>();
        if (blastRadius.Unaccepted > 0)
        {
            refusals.Add(new PlanRefusal(
                FindingCodes.BlastRadiusAccepted,
                forest,
                $"{blastRadius.Unaccepted} privileged accounts that AdminSDHolder does not protect would be resettable from the cloud.",
                "Move them out of the scopes, take their privileges away, or accept each by name in the relay's settings."));
        }

        if (blastRadius.UnknownReason is { } reason)
        {
            refusals.Add(new PlanRefusal(
                FindingCodes.BlastRadiusAccepted,
                forest,
                $"Whether privileged accounts would be resettable from the cloud is not known: {reason}",
                "Let the relay's identity read permissions (READ_CONTROL) there, or mend what the reason names; then make a new plan."));
        }

        return refusals.Count == 0 ? plan : plan with { Refusals = [.. plan.Refusals, .. refusals] };
    }

    /// <summary>The ACEs that a target of a plan adds.</summary>
    public static IReadOnlyList<Ace> AcesOf(PlannedTarget target, Sid account)
    {
        ArgumentNullException.ThrowIfNull(target);
        return [.. target.Aces.Select(ace => RightForms.ToAce(new ProfileRight(ace.Right, ace.ObjectClass), account))];
    }

    private static List<ProfileRight> Needed(PlanRequest request, ScopeReading scope)
    {
        if (scope.CoveredBy is not null)
        {
            return [];
        }

        return
        [
            .. scope.Assessment.Rights
                .Where(right => right.State is RightState.Missing or RightState.Denied
                    || (request.Explicit && right.State == RightState.EffectiveThroughOther))
                .Select(right => new ProfileRight(right.Right, right.ObjectClass))
                .Where(right => right.OnDomainHead ? request.DomainWide : scope.IsRequested),
        ];
    }

    private static PlannedAce Planned(ProfileRight right, PlanRequest request, ScopeReading scope)
    {
        var ace = RightForms.ToAce(right, request.AccountSid);
        var place = right.OnDomainHead
            ? $"on {scope.Assessment.Dn} itself"
            : $"on every {right.ObjectClass} below {scope.Assessment.Dn} that inherits permissions"
              + (scope.Descriptor is { IsDaclProtected: true } ? " (it inherits nothing itself, so the grant has to stand there)" : string.Empty);
        return new PlannedAce(
            right.Right, right.ObjectClass, SddlFormatter.Format(ace), $"{request.Account} may {Words.Right(ace)} {place}: {Why(right.Right)}");
    }

    private static string Why(WritebackRight right) => right switch
    {
        WritebackRight.ResetPassword => "a password that is set in the cloud is written as a reset.",
        WritebackRight.ChangePassword => "a password that its user changes in the cloud is written as a change.",
        WritebackRight.WriteLockoutTime => "an account that is unlocked in the cloud is unlocked here.",
        WritebackRight.WritePwdLastSet => "the new password counts as fresh, or is marked for a change at next logon.",
        _ => "a password that is reset does not expire at once.",
    };
}
