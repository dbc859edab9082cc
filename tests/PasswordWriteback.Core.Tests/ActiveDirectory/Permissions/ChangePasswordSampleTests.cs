using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Permissions;

public sealed class ChangePasswordSampleTests
{
    private const string ByDefault = "(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)";
    private const string CannotChange = "(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)";
    private static readonly RightAssessment Missing =
        new(WritebackRight.ChangePassword, WritebackClasses.User, RightState.Missing, "no ACE gives it.");

    private static readonly RightAssessment Denied = Missing with { State = RightState.Denied, Explanation = "taken away by an ACE: …" };

    private static RightAssessment Judge(params string[] users) => Judge(Missing, users);

    private static RightAssessment Judge(RightAssessment onScope, params string[] users)
    {
        var sample = new ChangePasswordSample();
        foreach (var user in users)
        {
            sample.Add(Sample.Descriptor("D:" + user), Sample.Token());
        }

        return sample.Judge(onScope);
    }

    [Fact]
    public void UsersWithTheSchemasDefault_GrantItThroughEveryone()
    {
        var assessment = Judge(ByDefault, ByDefault);

        Assert.Equal(RightState.EffectiveThroughOther, assessment.State);
        Assert.Contains("2 users read as a sample: Everyone", assessment.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void AUserThatCannotChangeItsPassword_IsNoReasonToGrantFromAbove() =>
        Assert.Equal(RightState.EffectiveThroughOther, Judge(ByDefault, CannotChange).State);

    [Fact]
    public void OnlyUsersThatCannotChange_LeaveItMissing() => Assert.Equal(RightState.Missing, Judge(CannotChange).State);

    [Fact]
    public void OneUserWithoutTheDefault_LeavesItMissing_AndSaysHowMany()
    {
        var assessment = Judge(ByDefault, "(A;;RP;;;WD)");

        Assert.Equal(RightState.Missing, assessment.State);
        Assert.Contains("only 1 of 2", assessment.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void NoUsers_LeaveItMissing() => Assert.Equal(RightState.Missing, Judge().State);

    [Fact]
    public void DeniedAboveUsersWhoGiveItThemselves_ItIsEffective()
    {
        const string Inherited = "(OD;CIID;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)";

        Assert.Equal(RightState.EffectiveThroughOther, Judge(Denied, ByDefault + Inherited, ByDefault + Inherited).State);
        Assert.Same(Denied, Judge(Denied, ByDefault + Inherited, Inherited));
        Assert.Same(Denied, Judge(Denied));
    }

    [Fact]
    public void AMalformedDescriptor_LeavesItUnknown_WhereNothingElseSpeaksAgainstIt()
    {
        Assert.Equal((RightState.Unreadable, "CN=Anna is malformed."), Seen(Missing, ByDefault));
        Assert.Equal(RightState.Unreadable, Seen(Missing).State);
        Assert.Equal(RightState.Missing, Seen(Missing, ByDefault, "(A;;RP;;;WD)").State);
        Assert.Equal(RightState.Denied, Seen(Denied).State);

        static (RightState State, string Explanation) Seen(RightAssessment onScope, params string[] users)
        {
            var sample = new ChangePasswordSample();
            sample.AddMalformed("CN=Anna is malformed.");
            sample.AddMalformed("CN=Ben is malformed.");
            foreach (var user in users)
            {
                sample.Add(Sample.Descriptor("D:" + user), Sample.Token());
            }

            var judged = sample.Judge(onScope);
            return (judged.State, judged.Explanation);
        }
    }

    [Fact]
    public void OtherRights_AreLeftAlone()
    {
        var reset = Missing with { Right = WritebackRight.ResetPassword };
        var sample = new ChangePasswordSample();
        sample.Add(Sample.Descriptor("D:" + ByDefault), Sample.Token());

        Assert.Same(reset, sample.Judge(reset));
    }
}
