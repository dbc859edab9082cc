using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class RightsAssessorTests
{
    private static RightAssessment Assess(WritebackRight right, string dacl, params string[] groups) =>
        RightsAssessor.Assess(Sample.OnUser(right), Sample.Descriptor("D:" + dacl), Sample.Token(groups));

    [Fact]
    public void TheProfilesAce_IsPresent() => Assert.Equal(
        RightState.Present,
        Assess(WritebackRight.ResetPassword, $"(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})").State);

    [Fact]
    public void TheProfilesAce_InheritedFromAbove_IsPresent_AndSaysSo()
    {
        var assessment = Assess(WritebackRight.ResetPassword, $"(OA;CIIOID;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})");

        Assert.Equal(RightState.Present, assessment.State);
        Assert.Contains("inherited from above", assessment.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(A;CI;GA;;;S-1-5-21-1-2-3-1110)")]
    [InlineData("(A;CIIO;CR;;;S-1-5-21-1-2-3-1110)")]
    [InlineData("(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;;S-1-5-21-1-2-3-1110)")]
    [InlineData("(OA;CIIO;CR;;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)")]
    public void AWiderAce_IsEffectiveThroughOther(string ace) =>
        Assert.Equal(RightState.EffectiveThroughOther, Assess(WritebackRight.ResetPassword, ace).State);

    [Fact]
    public void AGroupsAce_Counts_OnlyForMembers()
    {
        var ace = $"(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.GroupSid})";

        Assert.Equal(RightState.EffectiveThroughOther, Assess(WritebackRight.ResetPassword, ace, Sample.GroupSid).State);
        Assert.Equal(RightState.Missing, Assess(WritebackRight.ResetPassword, ace).State);
    }

    [Fact]
    public void ThePropertySet_CoversPwdLastSet_ButNotLockoutTime()
    {
        var ace = $"(OA;CIIO;WP;{Sample.UserAccountRestrictions};{Sample.User};{Sample.AccountSid})";

        Assert.Equal(RightState.EffectiveThroughOther, Assess(WritebackRight.WritePwdLastSet, ace).State);
        Assert.Equal(RightState.Missing, Assess(WritebackRight.WriteLockoutTime, ace).State);
    }

    [Theory]
    [InlineData("(OA;;CR;00299570-246d-11d0-a768-00aa006e0529;;S-1-5-21-1-2-3-1110)")]
    [InlineData("(A;;GA;;;S-1-5-21-1-2-3-1110)")]
    [InlineData("(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967a86-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)")]
    [InlineData("(OA;CIIO;RP;bf967a0a-0de6-11d0-a285-00aa003049e2;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1110)")]
    public void AnAceThatDoesNotReachUsers_IsMissing(string ace) =>
        Assert.Equal(RightState.Missing, Assess(WritebackRight.ResetPassword, ace).State);

    [Fact]
    public void AnAceThatIsPassedOnOnce_IsMissing_BecauseDeeperUsersLackIt() => Assert.Equal(
        RightState.Missing,
        Assess(WritebackRight.ResetPassword, $"(OA;CINPIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})").State);

    [Fact]
    public void ADenyingAce_BeforeTheGrant_IsDenied_AndNamed()
    {
        var assessment = Assess(
            WritebackRight.ResetPassword,
            $"(OD;CIIO;CR;{Sample.Reset};;{Sample.GroupSid})(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})",
            Sample.GroupSid);

        Assert.Equal(RightState.Denied, assessment.State);
        Assert.Contains(Sample.GroupSid, assessment.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void ADenyingAce_StoredBehindTheGrant_DoesNotCount_BecauseStoredOrderDecides() => Assert.Equal(
        RightState.Present,
        Assess(
            WritebackRight.ResetPassword,
            $"(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})(OD;CIIO;CR;{Sample.Reset};;{Sample.AccountSid})").State);

    [Fact]
    public void AnAceForUser_DoesNotReachInetOrgPerson() => Assert.Equal(
        RightState.Missing,
        RightsAssessor.Assess(
            new ProfileRight(WritebackRight.ResetPassword, WritebackClasses.InetOrgPerson),
            Sample.Descriptor($"D:(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})"),
            Sample.Token()).State);

    [Theory]
    [InlineData("(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;S-1-5-21-1-2-3-1110)", RightState.Present)]
    [InlineData("(OA;;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;AU)", RightState.EffectiveThroughOther)]
    [InlineData("(OA;CIIO;CR;ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501;;S-1-5-21-1-2-3-1110)", RightState.Missing)]
    public void UnexpirePassword_IsJudgedOnTheHeadItself(string ace, RightState expected) =>
        Assert.Equal(expected, RightsAssessor.Assess(Sample.UnexpireOnHead, Sample.Descriptor("D:" + ace), Sample.Token()).State);

    [Fact]
    public void NoDacl_GrantsEverything() => Assert.Equal(
        RightState.EffectiveThroughOther,
        RightsAssessor.Assess(Sample.OnUser(WritebackRight.ResetPassword), Sample.Descriptor("D:NO_ACCESS_CONTROL"), Sample.Token()).State);

    [Fact]
    public void RightsTogether_AreAssessedAsEachAlone_InTheirOrder()
    {
        var scope = Sample.Descriptor(
            $"D:(OD;CIIO;CR;{Sample.Change};{Sample.User};{Sample.GroupSid})(OA;CIIO;CR;{Sample.Reset};{Sample.User};{Sample.AccountSid})"
            + $"(OA;CINPIO;WP;{Sample.LockoutTime};;{Sample.AccountSid})(OA;;CR;{Sample.Unexpire};;AU)(A;CIIO;WP;;;{Sample.GroupSid})");
        var token = Sample.Token(Sample.GroupSid);
        ProfileRight[] rights =
        [
            .. PermissionProfile.Default.WithInetOrgPerson().Rights.OrderByDescending(right => right.Right).ThenBy(right => right.ObjectClass, StringComparer.Ordinal),
            Sample.OnUser(WritebackRight.ResetPassword),
        ];

        var together = RightsAssessor.Assess(rights, scope, token);

        Assert.Equal(rights.Select(right => RightsAssessor.Assess(right, scope, token)), together);
        Assert.Equal(4, together.Select(assessment => assessment.State).Distinct().Count());
    }

    [Fact]
    public void ADaclThatIsFull_WhoseInheritedFormHasNoRoom_IsStillAnswered()
    {
        var full = string.Concat(Enumerable.Repeat("(A;CI;GR;;;S-1-5-21-1-2-3-1999)", 1800));

        Assert.Equal(
            RightState.EffectiveThroughOther,
            Assess(WritebackRight.ResetPassword, $"{full}(A;CI;GA;;;{Sample.AccountSid})").State);
        Assert.Equal(RightState.Missing, Assess(WritebackRight.ResetPassword, full).State);
    }
}
