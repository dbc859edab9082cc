using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

public sealed class CoverageClassifierTests
{
    private const string Granted =
        "(OA;CIID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)"
        + "(OA;CIID;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)"
        + "(OA;CIID;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)";

    private static readonly CoverageClassifier Classifier = new(PermissionProfile.AdSyncConfig2019, Sample.Token(Sample.GroupSid));

    private static UserFacts User(string sddl) => new(
        "CN=Anna," + Sample.StaffDn,
        "user",
        Sample.Descriptor(sddl).ToBytes(),
        [],
        AdminCount: false,
        ProtectedBy: null,
        Sample.StaffDn,
        BlockedAt: null);

    private static (CoverageReason, string) Classify(UserFacts user)
    {
        var verdict = Classifier.Classify(user);
        return (verdict.Reason, verdict.Where);
    }

    [Fact]
    public void EveryRight_IsCovered() => Assert.Equal((CoverageReason.Covered, ""), Classify(User("D:AI" + Granted)));

    [Fact]
    public void OneRightLess_IsMissing_AtTheScope() => Assert.Equal(
        (CoverageReason.RightMissing, Sample.StaffDn), Classify(User("D:AI" + Granted[..Granted.LastIndexOf('(')])));

    [Fact]
    public void AMemberOfAProtectedGroup_IsByDesign_WhateverAdminCountSays() => Assert.Equal(
        (CoverageReason.ProtectedByDesign, "Domain Admins"),
        Classify(User("D:PAI(A;;GA;;;BA)") with { ProtectedBy = "Domain Admins" }));

    [Fact]
    public void ANewMemberOfAProtectedGroup_ThatStillInherits_IsByDesign_BecauseItLastsAnHour() => Assert.Equal(
        (CoverageReason.ProtectedByDesign, "Domain Admins"),
        Classify(User("D:AI" + Granted) with { ProtectedBy = "Domain Admins" }));

    [Fact]
    public void AProtectedAdministrator_WhoseOwnDescriptorGrants_IsCovered() => Assert.Equal(
        (CoverageReason.Covered, ""),
        Classify(User($"D:P(A;;GA;;;{Sample.AccountSid})") with { ProtectedBy = "Domain Admins" }));

    [Fact]
    public void AdminCountWithoutMembership_IsOrphaned() => Assert.Equal(
        (CoverageReason.OrphanedAdminCount, ""), Classify(User("D:PAI(A;;GA;;;BA)") with { AdminCount = true }));

    [Fact]
    public void AdminCount_OnAUserThatInherits_IsNoObstacle() => Assert.Equal(
        (CoverageReason.Covered, ""), Classify(User("D:AI" + Granted) with { AdminCount = true }));

    [Fact]
    public void InheritanceOffAtTheUser_IsBlockedHere() =>
        Assert.Equal((CoverageReason.InheritanceBlocked, ""), Classify(User("D:PAI(A;;GA;;;BA)")));

    [Fact]
    public void InheritanceOffAbove_NamesTheUnit() => Assert.Equal(
        (CoverageReason.InheritanceBlocked, "OU=Partners," + Sample.StaffDn),
        Classify(User("D:AI(A;ID;GA;;;BA)") with { BlockedAt = "OU=Partners," + Sample.StaffDn }));

    [Fact]
    public void AUnitThatBlocks_ButGrantsItself_IsNoObstacle() => Assert.Equal(
        (CoverageReason.Covered, ""), Classify(User("D:AI" + Granted) with { BlockedAt = "OU=Partners," + Sample.StaffDn }));

    [Fact]
    public void ADenyingAce_IsNamed_BeforeARightThatNothingGives() => Assert.Equal(
        (CoverageReason.DeniedByAce, $"{Sample.GroupSid} may not write pwdLastSet on this object only"),
        Classify(User($"D:AI(OD;;WP;{Sample.PwdLastSet};;{Sample.GroupSid})(A;;RP;;;AU)")));

    [Fact]
    public void AnInetOrgPerson_WithoutAcesOfItsOwn_SaysSo() => Assert.Equal(
        (CoverageReason.InetOrgPersonWithoutAces, Sample.StaffDn),
        Classify(User("D:AI(OA;CIIOID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)") with { ObjectClass = "inetOrgPerson" }));

    [Fact]
    public void ADescriptorThatIsNotReturned_IsUnreadable_NeverCovered() =>
        Assert.Equal((CoverageReason.Unreadable, ""), Classify(User("D:AI") with { Descriptor = null }));

    [Fact]
    public void ADescriptorThatIsMalformed_IsUnreadable_NeverCovered() =>
        Assert.Equal((CoverageReason.Unreadable, ""), Classify(User("D:AI") with { Descriptor = [1, 0, 4, 128] }));

    [Fact]
    public void OutsideEveryScope_IsNotJudged() =>
        Assert.Equal((CoverageReason.OutsideScope, ""), Classify(User("D:AI" + Granted) with { Scope = null }));
}
