using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Schedule;

namespace PasswordWriteback.Core.Tests.Schedule;

public sealed class CheckScheduleTests
{
    private const double Middle = 0.5;
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(Verdict.Compliant, 24 * 60)]
    [InlineData(Verdict.ConfiguredNotProven, 24 * 60)]
    [InlineData(Verdict.Unknown, 6 * 60)]
    [InlineData(Verdict.ActionRequired, 6 * 60)]
    [InlineData(Verdict.NonCompliant, 6 * 60)]
    [InlineData(Verdict.Blocked, 6 * 60)]
    public void Next_AfterAVerdict_IsTheIntervalOrAQuarterOfIt(Verdict verdict, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), CheckSchedule.Next(Now, Daily, verdict, failedChecks: 0, Middle) - Now);

    [Theory]
    [InlineData(2 * 60, 60)]
    [InlineData(60, 60)]
    [InlineData(30, 30)]
    public void Next_WhenNotCompliant_IsNeverSoonerThanAnHour_NorLaterThanTheInterval(int interval, int minutes) =>
        Assert.Equal(
            TimeSpan.FromMinutes(minutes),
            CheckSchedule.Next(Now, TimeSpan.FromMinutes(interval), Verdict.NonCompliant, failedChecks: 0, Middle) - Now);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    [InlineData(4, 120)]
    [InlineData(5, 240)]
    [InlineData(6, 360)]
    [InlineData(7, 360)]
    [InlineData(int.MaxValue, 360)]
    public void Next_AfterFailures_DoublesUpToSixHours(int failedChecks, int minutes)
    {
        foreach (var verdict in new Verdict?[] { null, Verdict.Compliant, Verdict.Blocked })
        {
            Assert.Equal(TimeSpan.FromMinutes(minutes), CheckSchedule.Next(Now, Daily, verdict, failedChecks, Middle) - Now);
        }
    }

    [Theory]
    [InlineData(0.0, 0.9)]
    [InlineData(0.5, 1.0)]
    [InlineData(1.0, 1.1)]
    public void Next_SpreadsEveryPauseByATenth(double jitter, double factor)
    {
        Assert.Equal(Daily.TotalMinutes * factor, (CheckSchedule.Next(Now, Daily, Verdict.Compliant, 0, jitter) - Now).TotalMinutes, precision: 6);
        Assert.Equal(15 * factor, (CheckSchedule.Next(Now, Daily, Verdict.Compliant, 1, jitter) - Now).TotalMinutes, precision: 6);
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(1.0, 10)]
    public void Next_OfATenantNeverJudged_IsWithinTenMinutes(double jitter, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), CheckSchedule.Next(Now, Daily, verdict: null, failedChecks: 0, jitter) - Now);

    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(-1, 0, 0.5)]
    [InlineData(1, -1, 0.5)]
    [InlineData(1, 0, -0.01)]
    [InlineData(1, 0, 1.01)]
    [InlineData(1, 0, double.NaN)]
    public void Next_OfWhatCannotBeMeant_IsRefused(int hours, int failedChecks, double jitter) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CheckSchedule.Next(Now, TimeSpan.FromHours(hours), Verdict.Compliant, failedChecks, jitter));

    [Fact]
    public void TenThousandTenants_CheckedInTheSameMinute_AreSpreadOverHoursAtTheNextNight()
    {
        var random = new Random(20261122);
        var perMinute = Enumerable.Range(0, 10_000)
            .Select(_ => CheckSchedule.Next(Now, Daily, Verdict.Compliant, failedChecks: 0, random.NextDouble()))
            .CountBy(next => (int)(next - Now).TotalMinutes)
            .ToDictionary();

        Assert.InRange(perMinute.Values.Max(), 35, 75);
        Assert.InRange(perMinute.Count, 285, 289);
    }
}
