using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>What a plan may not do, whoever asks: findings PER010 to PER019, one refusal per reason.</summary>
internal static class PlanRefusals
{
    private static readonly string[] Containers = ["domainDNS", "organizationalUnit", "container"];

    /// <summary>The account is an administrator: whoever holds it needs no grant, and Entra Connect refuses such accounts itself.</summary>
    public static IEnumerable<PlanRefusal> OfAccount(PlanRequest request)
    {
        var group = request.Tokens.Values.SelectMany(token => token.Sids).FirstOrDefault(IsAdministrators);
        if (group is not null)
        {
            yield return new PlanRefusal(
                FindingCodes.AccountIsNoAdministrator,
                request.Account,
                $"The connector account is a member of {AdministratorsName(group)}.",
                "Give Entra Connect an account of its own that is no administrator, then make a new plan.");
        }
    }

    public static IEnumerable<PlanRefusal> OfScope(PlanRequest request, ScopeReading scope, IReadOnlyList<ProfileRight> needed)
    {
        var dn = scope.Assessment.Dn;
        if (DistinguishedName.IsAtOrBelow(dn, $"CN=System,{scope.DomainHead}"))
        {
            yield return Refuse(FindingCodes.NoSystemObject, "AdminSDHolder and the system's own objects are never granted on.", "Name units that hold users.");
            yield break;
        }

        if (scope.Descriptor is not { } descriptor || scope.Version is null)
        {
            yield return Refuse(
                FindingCodes.ScopesReadable,
                scope.ObjectClass.Length == 0 && scope.Assessment.Rights is [var right, ..]
                    ? right.Explanation
                    : "Its security descriptor or the replication metadata cannot be read, so nothing is known about it.",
                "Give the relay's identity Read permissions on it, or, where it was deleted, take it out of Entra Connect's domain and OU filtering; then make a new plan.");
            yield break;
        }

        if (scope.Assessment.Rights.FirstOrDefault(right => right.State == RightState.Unreadable) is { } unknown)
        {
            yield return Refuse(
                FindingCodes.ScopesReadable,
                $"{RightForms.NameOf(unknown.Right)} is not known: {unknown.Explanation}", "Let the relay's identity read what is named, and make a new plan.");
        }

        if (!Containers.Contains(scope.ObjectClass, StringComparer.OrdinalIgnoreCase))
        {
            yield return Refuse(
                FindingCodes.ScopesHoldUsers,
                $"It is of class {scope.ObjectClass}, not a domain, an organizational unit or a container.", "Name units that hold users.");
        }

        if (needed.Count == 0)
        {
            yield break;
        }

        if (scope.Assessment.IsDomainHead && !request.DomainWide)
        {
            yield return Refuse(
                FindingCodes.DomainWideAllowed,
                "It is the head of the domain: a grant here reaches every user of the domain.",
                "Name the organizational units that hold synchronized users (--scope; for the service, scopes in its policy), "
                + "or allow the whole domain (--domain-wide; domainWide in its policy).");
        }

        var change = DaclChange.Adding([.. needed.Select(right => RightForms.ToAce(right, request.AccountSid))]);
        if (change.FindObstacle(descriptor) is { } obstacle)
        {
            var (code, remedy) = descriptor.Dacl is null ? (FindingCodes.ScopesHaveDacl, "Give it a DACL first.")
                : !descriptor.IsCanonical(out _) ? (
                    FindingCodes.DaclsInOrder,
                    "Open Security > Advanced on it in Active Directory Users and Computers, which offers to put it in order; then make a new plan.")
                : (FindingCodes.ScopesHaveDacl, "Take entries off it that are of no use any more, those of deleted accounts first; then make a new plan.");
            yield return Refuse(code, obstacle, remedy);
        }
        else
        {
            foreach (var refusal in Overruled(request, scope, change.ApplyTo(descriptor), needed))
            {
                yield return refusal;
            }
        }

        PlanRefusal Refuse(string code, string why, string remedy) => new(code, dn, why, remedy);
    }

    /// <summary>Rights that would still be denied once the plan is written.</summary>
    private static IEnumerable<PlanRefusal> Overruled(
        PlanRequest request, ScopeReading scope, SecurityDescriptor after, IReadOnlyList<ProfileRight> needed)
    {
        foreach (var assessment in RightsAssessor.Assess(needed, after, request.Tokens[scope.Assessment.Domain]).Where(assessment => assessment.State != RightState.Present))
        {
            yield return new PlanRefusal(
                FindingCodes.NothingOverrules,
                scope.Assessment.Dn,
                $"{RightForms.NameOf(assessment.Right)} for {assessment.ObjectClass} would still be {assessment.Explanation}",
                "Remove that ACE, or take the account out of the group that it names; then make a new plan.");
        }
    }

    private static bool IsAdministrators(Sid sid) => sid == WellKnownSids.BuiltinAdministrators
        || (sid.DomainSid is not null && sid.Rid is WellKnownRids.DomainAdmins or WellKnownRids.EnterpriseAdmins or WellKnownRids.SchemaAdmins);

    private static string AdministratorsName(Sid sid) => sid.DomainSid is null
        ? @"BUILTIN\Administrators"
        : sid.Rid switch
        {
            WellKnownRids.EnterpriseAdmins => "Enterprise Admins",
            WellKnownRids.SchemaAdmins => "Schema Admins",
            _ => "Domain Admins",
        };
}
