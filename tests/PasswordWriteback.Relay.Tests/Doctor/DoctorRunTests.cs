using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Doctor;

public sealed class DoctorRunTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ACheckThatHangs_EvenDeafToItsDeadline_HoldsUpNoOther_AndKeepsWhatItFound()
    {
        var hanging = new TaskCompletionSource();
        var found = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        var run = DoctorRun.RunAsync(
            [
                Check("deaf", lines =>
                {
                    lines.Ok("first", "seen");
                    found.SetResult();
                    return hanging.Task;
                }),
                Check("other", lines =>
                {
                    lines.Ok("it", "fine");
                    other.SetResult();
                    return Task.CompletedTask;
                }),
            ],
            _clock,
            Now);
        await found.Task.WaitAsync(Now);
        await other.Task.WaitAsync(Now);
        Assert.False(run.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));
        var report = await run.WaitAsync(Now);

        Assert.Equal([("deaf", "first", CheckResult.Ok), ("deaf", "subject", CheckResult.Unknown), ("other", "it", CheckResult.Ok)],
            report.Lines.Select(line => (line.Check, line.Subject, line.Result)));
        Assert.Contains("within 5 s", report.Lines[1].Summary, StringComparison.Ordinal);
        hanging.SetResult();
    }

    [Fact]
    public async Task ACheckThatBlocksItsThread_EndsAtItsDeadline()
    {
        using var gate = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource();
        var run = DoctorRun.RunAsync(
            [
                Check("blocked", _ =>
                {
                    blocked.SetResult();
                    gate.Wait(Now);
                    return Task.CompletedTask;
                }),
            ],
            _clock,
            Now);
        await blocked.Task.WaitAsync(Now);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CheckResult.Unknown, (await run.WaitAsync(Now)).Lines.Single().Result);
        gate.Set();
    }

    [Fact]
    public async Task ACheckThatThrows_IsALineWithTheReason()
    {
        var report = await DoctorRun.RunAsync(
            [
                Check("directory", _ => throw new DirectoryException(DirectoryFault.Timeout, "dc", "dc is silent.", "Wake it.")),
                Check("defect", _ => throw new InvalidOperationException("nothing there")),
            ],
            _clock,
            Now);

        Assert.Equal([("dc is silent.", "Wake it."), ("The check itself failed (InvalidOperationException): nothing there", report.Lines[1].Fix)],
            report.Lines.Select(line => (line.Summary, line.Fix)));
        Assert.All(report.Lines, line => Assert.Equal((CheckResult.Unknown, "because"), (line.Result, line.Why)));
    }

    [Theory]
    [InlineData(CheckResult.Ok, "ok,n/a")]
    [InlineData(CheckResult.Warning, "ok,warning,n/a")]
    [InlineData(CheckResult.Unknown, "warning,unknown")]
    [InlineData(CheckResult.Failed, "unknown,failed,ok")]
    [InlineData(CheckResult.Ok, "")]
    public async Task TheWhole_IsItsWorstLine(CheckResult expected, string lines)
    {
        var report = await DoctorRun.RunAsync([Check("all", to => Add(to, lines))], _clock, Now);

        Assert.Equal(expected, report.Result);
    }

    [Fact]
    public async Task Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var run = DoctorRun.RunAsync([new DoctorCheck("x", "because", (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token))], _clock, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Now));
    }

    private static Task Add(CheckLines to, string lines)
    {
        foreach (var line in lines.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line)
            {
                case "ok": to.Ok("s", "."); break;
                case "warning": to.Warning("s", ".", "fix"); break;
                case "unknown": to.Unknown("s", "."); break;
                case "failed": to.Failed("s", ".", "fix"); break;
                default: to.NotApplicable("s", "."); break;
            }
        }

        return Task.CompletedTask;
    }

    private static DoctorCheck Check(string id, Func<CheckLines, Task> look) =>
        new(id, "because", (lines, _) => look(lines)) { Subject = "subject", Deadline = TimeSpan.FromSeconds(5) };
}
