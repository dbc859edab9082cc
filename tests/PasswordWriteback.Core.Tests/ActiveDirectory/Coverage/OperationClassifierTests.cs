using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

/// <summary>The DACL decides each operation by itself; the rest explains, or sets a condition.</summary>
public sealed class OperationClassifierTests
{
    private const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";
    private const string Reset = $"(OA;CIID;CR;00299570-246d-11d0-a768-00aa006e0529;{User};S-1-5-21-1-2-3-1110)";
    private const string Lockout = $"(OA;CIID;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;{User};S-1-5-21-1-2-3-1110)";
    private const string PwdLastSet = $"(OA;CIID;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;{User};S-1-5-21-1-2-3-1110)";
    private const string Change = "(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)";
    private const string CannotChange = "(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)";
    private static readonly AccountState Usual = new(Enabled: true, SmartCardOnly: false, Sample.Now.AddDays(-30), TimeSpan.FromDays(1));
    private static readonly OperationClassifier Classifier = new(Sample.Token(Sample.GroupSid));
    private static readonly OperationAnswer Can = new(OperationVerdict.Can, CoverageReason.Covered, "");

    private static UserFacts Facts(string sddl) => new(
        "CN=Anna," + Sample.StaffDn, "user", Sample.Descriptor(sddl).ToBytes(), [], AdminCount: false, ProtectedBy: null, Sample.StaffDn, BlockedAt: null);

    private static UserOperations Classify(UserFacts user, AccountState? state = null) => Classifier.Classify(user, state ?? Usual, Sample.Now);

    private static OperationAnswer On(CoverageCondition condition, DateTimeOffset? until = null, string where = "") =>
        new(OperationVerdict.Conditional, CoverageReason.Covered, where, condition, until);

    private static OperationAnswer Not(CoverageReason reason, string where = "") => new(OperationVerdict.Cannot, reason, where);

    [Fact]
    public void EveryRight_EveryOperation() => Assert.Equal(new UserOperations(Can, Can, Can, Can), Classify(Facts("D:AI" + Change + Reset + Lockout + PwdLastSet)));

    [Fact]
    public void WritingLockoutTimeAlone_IsAnUnlock_AndNoReset()
    {
        var missing = Not(CoverageReason.RightMissing, Sample.StaffDn);

        Assert.Equal(new UserOperations(missing, missing, missing, Can), Classify(Facts("D:AI" + Lockout)));
    }

    [Fact]
    public void UserCannotChangePassword_TakesTheChange_NotTheReset()
    {
        var operations = Classify(Facts("D:AI" + CannotChange + Change + Reset + Lockout + PwdLastSet));

        Assert.Equal((Can, Can), (operations.SelfReset, operations.Unlock));
        Assert.Equal(Not(CoverageReason.DeniedByAce, "Everyone may not use Change Password on this object only"), operations.Change);
    }

    [Fact]
    public void AProtectedAdministrator_ChangesWhatItKnows_AndIsNotReset()
    {
        var operations = Classify(Facts("D:PAI" + Change + "(A;;GA;;;BA)") with { ProtectedBy = "Domain Admins" });

        Assert.Equal(Not(CoverageReason.ProtectedByDesign, "Domain Admins"), operations.SelfReset);
        Assert.Equal(Can, operations.Change);
    }

    [Fact]
    public void ANewMember_CanStill_UntilItIsStamped() => Assert.Equal(
        On(CoverageCondition.NewProtectedMember, where: "Domain Admins"),
        Classify(Facts("D:AI" + Change + Reset + Lockout + PwdLastSet) with { ProtectedBy = "Domain Admins" }).AdministratorReset);

    [Fact]
    public void AnOrphan_AClosedUser_AUnitThatBlocks_AnInetOrgPerson_EachSayWhy()
    {
        Assert.Equal(Not(CoverageReason.OrphanedAdminCount), Classify(Facts("D:PAI(A;;GA;;;BA)") with { AdminCount = true }).SelfReset);
        Assert.Equal(Not(CoverageReason.InheritanceBlocked), Classify(Facts("D:PAI(A;;GA;;;BA)")).SelfReset);
        Assert.Equal(Not(CoverageReason.InheritanceBlocked, "OU=Board"), Classify(Facts("D:AI(A;ID;GA;;;BA)") with { BlockedAt = "OU=Board" }).SelfReset);
        Assert.Equal(
            Not(CoverageReason.InetOrgPersonWithoutAces, Sample.StaffDn),
            Classify(Facts("D:AI" + Reset.Replace("CIID", "CIIOID", StringComparison.Ordinal)) with { ObjectClass = "inetOrgPerson" }).SelfReset);
    }

    [Fact]
    public void ADeniedRight_IsNamed_BeforeOneThatNothingGives() => Assert.Equal(
        CoverageReason.DeniedByAce,
        Classify(Facts($"D:AI(OD;;WP;{Sample.PwdLastSet};;{Sample.GroupSid})(A;;RP;;;AU)")).SelfReset.Reason);

    [Fact]
    public void TheMinimumAge_IsACondition_UntilItIsOver_AndLeavesTheUnlock()
    {
        var full = Facts("D:AI" + Change + Reset + Lockout + PwdLastSet);
        var aged = On(CoverageCondition.MinimumAge, Sample.Now.AddHours(1));

        Assert.Equal(new UserOperations(aged, aged, aged, Can), Classify(full, Usual with { PasswordLastSet = Sample.Now.AddHours(-23) }));
        Assert.Equal(Can, Classify(full, Usual with { PasswordLastSet = Sample.Now.AddDays(-1) }).Change);
    }

    [Fact]
    public void TheMinimumAge_DoesNotBind_WhereItIsZero_OrThePasswordHasToBeChanged_AndIsUnknownWhereSomethingIsNotShown()
    {
        var full = Facts("D:AI" + Change + Reset + Lockout + PwdLastSet);

        Assert.Equal(Can, Classify(full, Usual with { MinimumAge = TimeSpan.Zero, PasswordLastSet = null }).SelfReset);
        Assert.Equal(Can, Classify(full, Usual with { PasswordLastSet = DateTimeOffset.MinValue }).SelfReset);
        Assert.Equal(On(CoverageCondition.MinimumAge), Classify(full, Usual with { PasswordLastSet = null }).SelfReset);
        Assert.Equal(On(CoverageCondition.MinimumAge), Classify(full, Usual with { MinimumAge = null }).SelfReset);
        Assert.Equal(On(CoverageCondition.MinimumAge), Classify(full, Usual with { MinimumAge = TimeSpan.MaxValue }).SelfReset);
    }

    [Fact]
    public void NoCondition_MakesACannot_AndNone_ACan()
    {
        var state = Usual with { Enabled = false, SmartCardOnly = true, PasswordLastSet = Sample.Now };

        Assert.Equal(On(CoverageCondition.Disabled), Classify(Facts("D:AI" + Change + Reset + Lockout + PwdLastSet), state).SelfReset);
        Assert.Equal(OperationVerdict.Cannot, Classify(Facts("D:AI(A;;RP;;;AU)"), state).SelfReset.Verdict);
    }

    [Fact]
    public void ASmartCardOnly_IsACondition_OfPasswords_NotOfTheUnlock()
    {
        var operations = Classify(Facts("D:AI" + Change + Reset + Lockout + PwdLastSet), Usual with { SmartCardOnly = true });

        Assert.Equal((On(CoverageCondition.SmartCardOnly), Can), (operations.Change, operations.Unlock));
    }

    [Fact]
    public void WhatIsNotShown_IsUnknown()
    {
        var unknown = new OperationAnswer(OperationVerdict.Unknown, CoverageReason.Unreadable, "");

        Assert.Equal(unknown, Classify(Facts("D:AI") with { Descriptor = null }).Change);
        Assert.Equal(unknown, Classify(Facts("D:AI") with { Descriptor = [1, 0, 4, 128] }).Change);
        Assert.Equal(unknown, Classifier.Classify(Facts("D:AI" + Change), account: null, Sample.Now).Change);
    }
}
