using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A right on a scope, as it was found.</summary>
/// <param name="Right">The right.</param>
/// <param name="ObjectClass">The class that inherits it (<c>user</c>, <c>inetOrgPerson</c>); <c>domainDNS</c> for a right on the head itself.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Explanation">Which ACE decides, in words.</param>
public sealed record RightAssessment(WritebackRight Right, string ObjectClass, RightState State, string Explanation);

/// <summary>An object below which users shall be written back, and the rights found there.</summary>
/// <param name="Dn">Distinguished name: the head of a domain, or an organizational unit or container.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="IsDomainHead">Whether it is the head of the domain.</param>
/// <param name="Rights">The rights of the profile.</param>
public sealed record ScopeAssessment(string Dn, string Domain, bool IsDomainHead, IReadOnlyList<RightAssessment> Rights);

/// <summary>An ACE that an apply adds.</summary>
/// <param name="Right">The right it gives.</param>
/// <param name="ObjectClass">The class that inherits it; <c>domainDNS</c> when it acts on the head itself.</param>
/// <param name="Sddl">The ACE in SDDL (MS-DTYP 2.5.1), for example <c>(OA;CIIO;CR;…;…;S-1-5-…)</c>.</param>
/// <param name="Words">The same for a person: who, which right, on what, why.</param>
public sealed record PlannedAce(WritebackRight Right, string ObjectClass, string Sddl, string Words);

/// <summary>An object whose DACL an apply changes, with one write.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Server">The domain controller that is written to: the PDC emulator.</param>
/// <param name="ExplicitAces">SHA-256 (hex) over the explicit ACEs that the plan saw, in stored order.</param>
/// <param name="Version">Replication version of nTSecurityDescriptor that the plan saw.</param>
/// <param name="Aces">What is added.</param>
/// <param name="ObjectsBelow">How many objects recompute their inherited permissions; null when not counted.</param>
public sealed record PlannedTarget(
    string Dn, string Domain, string Server, string ExplicitAces, uint Version, IReadOnlyList<PlannedAce> Aces, long? ObjectsBelow);

/// <summary>Why a plan may not be written.</summary>
/// <param name="Code">Finding code.</param>
/// <param name="Target">The object.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Remedy">What to do.</param>
public sealed record PlanRefusal(string Code, string Target, string Reason, string Remedy);

/// <summary>What an apply would write in one forest.</summary>
/// <param name="Hash">SHA-256 (hex) over account, profile, targets, their explicit ACEs and the ACEs to add; names the plan.</param>
/// <param name="Account">The connector account, as <c>DOMAIN\name</c>.</param>
/// <param name="AccountSid">Its SID.</param>
/// <param name="Profile">Name of the permission profile.</param>
/// <param name="Targets">Objects to change; empty when everything is effective already.</param>
/// <param name="Refusals">Why it may not be written; empty when it may.</param>
/// <param name="MadeAt">When the directory was read.</param>
public sealed record PermissionPlan(
    string Hash,
    string Account,
    string AccountSid,
    string Profile,
    IReadOnlyList<PlannedTarget> Targets,
    IReadOnlyList<PlanRefusal> Refusals,
    DateTimeOffset MadeAt)
{
    /// <summary>Containers that Entra Connect synchronizes and that hold no user to write back, or do not exist any more, so that the plan leaves them out; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftOutContainer>? LeftOut { get; init; }
}
