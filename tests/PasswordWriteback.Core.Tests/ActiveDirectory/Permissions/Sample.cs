using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

/// <summary>A domain with a connector account, in SDDL.</summary>
internal static class Sample
{
    public const string Reset = "00299570-246d-11d0-a768-00aa006e0529";
    public const string Change = "ab721a53-1e2f-11d0-9819-00aa0040529b";
    public const string Unexpire = "ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501";
    public const string LockoutTime = "28630ebf-41d5-11d1-a9c1-0000f80367c1";
    public const string PwdLastSet = "bf967a0a-0de6-11d0-a285-00aa003049e2";
    public const string UserAccountRestrictions = "4c164200-20c0-11d0-a768-00aa006e0529";
    public const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";
    public const string InetOrgPerson = "4828cc14-1437-45bc-9b07-ad6f015e5f28";

    public const string DomainDn = "DC=contoso,DC=com";
    public const string StaffDn = "OU=Staff,DC=contoso,DC=com";
    public const string Account = @"CONTOSO\MSOL_1";
    public const string AccountSid = "S-1-5-21-1-2-3-1110";
    public const string GroupSid = "S-1-5-21-1-2-3-1200";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AccessToken Token(params string[] groups) =>
        new(Sid.Parse(AccountSid), groups.Select(Sid.Parse));

    public static SecurityDescriptor Descriptor(string sddl) => SddlParser.Parse(sddl);

    public static ProfileRight OnUser(WritebackRight right) => new(right, WritebackClasses.User);

    public static ProfileRight UnexpireOnHead => new(WritebackRight.UnexpirePassword, WritebackClasses.DomainDns);

    /// <summary>A scope as the relay reads it, with its rights assessed.</summary>
    public static ScopeReading Scope(
        string dn,
        string sddl,
        AccessToken token,
        PermissionProfile profile,
        string objectClass = "organizationalUnit",
        bool isRequested = true,
        string? coveredBy = null)
    {
        var descriptor = Descriptor(sddl);
        var isHead = dn == DomainDn;
        return new ScopeReading(
            new ScopeAssessment(
                dn,
                "contoso.com",
                isHead,
                [.. profile.Rights.Where(right => right.OnDomainHead ? isHead : isRequested).Select(right => RightsAssessor.Assess(right, descriptor, token))]),
            DomainDn,
            isHead ? "domainDNS" : objectClass,
            "dc1.contoso.com",
            descriptor,
            Version: 7,
            isRequested,
            coveredBy,
            ObjectsBelow: 10);
    }

    public static PermissionPlan Plan(
        AccessToken token, PermissionProfile profile, IReadOnlyList<ScopeReading> scopes, bool domainWide = false, bool isExplicit = false) =>
        PlanBuilder.Build(new PlanRequest(
            Account,
            token.Account,
            profile,
            isExplicit,
            domainWide,
            scopes,
            new Dictionary<string, AccessToken>(StringComparer.OrdinalIgnoreCase) { ["contoso.com"] = token },
            Now));
}
