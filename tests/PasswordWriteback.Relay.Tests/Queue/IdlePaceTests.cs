using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Relay.Tests.Queue;

public sealed class IdlePaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    /// <param name="answersAfter">The server, or a proxy, answers 204 no later than this.</param>
    [Theory]
    [InlineData(60)]
    [InlineData(55)]
    [InlineData(30)]
    [InlineData(1)]
    [InlineData(0)]
    public void AnIdleDay_StaysInItsBudget_HoweverSoonPollsAreAnswered(double answersAfter)
    {
        var pace = new IdlePace();
        var now = Start;
        var polls = 0;
        for (; now < Start + TimeSpan.FromDays(1); polls++)
        {
            var took = TimeSpan.FromSeconds(Math.Min(answersAfter, pace.Poll.TotalSeconds));
            now += took;
            now += pace.Nothing(now, took);
        }

        Assert.InRange(polls, 1460, 1476);
    }

    [Fact]
    public void AProxyThatCutsAfterHalfAMinute_MakesPollsShorterThanThat_ForSixHours()
    {
        var pace = new IdlePace();
        pace.Failed(Start, TimeSpan.FromSeconds(30));
        Assert.Equal(IdlePace.LongestPoll, pace.Poll);
        pace.Failed(Start, TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(24), pace.Poll);
        Assert.True(pace.Nothing(Start, pace.Poll) > TimeSpan.FromSeconds(30));
        pace.Nothing(Start + TimeSpan.FromHours(6), pace.Poll);
        Assert.Equal(IdlePace.LongestPoll, pace.Poll);
    }

    [Fact]
    public void AProxyThatSwallowsAnswers_HalvesPollsDownToTenSeconds()
    {
        var pace = new IdlePace();
        for (var i = 0; i < 10; i++)
        {
            pace.Failed(Start, pace.Poll + TimeSpan.FromSeconds(10));
        }

        Assert.Equal(IdlePace.ShortestPoll, pace.Poll);
    }

    [Fact]
    public void ARefusedConnection_OrOneCut_ChangesNothing()
    {
        var pace = new IdlePace();
        for (var i = 0; i < 10; i++)
        {
            pace.Failed(Start, TimeSpan.FromSeconds(0.1));
            pace.Failed(Start, TimeSpan.FromSeconds(40));
            pace.Nothing(Start, TimeSpan.FromSeconds(59));
        }

        Assert.Equal(IdlePace.LongestPoll, pace.Poll);
    }

    [Fact]
    public void WhileCommandsComeIn_ShortPollsFollowWithoutAPause()
    {
        var pace = new IdlePace();
        pace.Message(Start);
        Assert.Equal(TimeSpan.Zero, pace.Nothing(Start + TimeSpan.FromMinutes(9), TimeSpan.FromSeconds(24)));
        Assert.True(pace.Nothing(Start + TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(24)) > TimeSpan.Zero);
    }
}
