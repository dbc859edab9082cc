using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class CoverageFileTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly OperationAnswer Can = new(OperationVerdict.Can, CoverageReason.Covered, "");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-coverage-");

    private static readonly UserCoverage User = new(@"CN=Novak\, ""Al"",OU=Staff,DC=x", Enabled: true, CoverageReason.DeniedByAce, "Everyone may not")
    {
        Operations = new UserOperations(
            Can, Can with { Verdict = OperationVerdict.Conditional, Condition = CoverageCondition.MinimumAge, Until = At.AddHours(1) },
            new OperationAnswer(OperationVerdict.Cannot, CoverageReason.DeniedByAce, "Everyone may not"), Can),
        Server = "dc1.x",
        At = At,
    };

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, bool complete = true)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var file = CoverageFile.Create(path);
        file.Add(User);
        if (complete)
        {
            file.Complete();
        }

        return path;
    }

    [Fact]
    public void Csv_QuotesWhatHasToBe_AndNamesServerAndTime()
    {
        var lines = File.ReadAllLines(Write("users.csv"));

        Assert.StartsWith("dn,enabled,selfReset,selfResetWhy,", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            "\"CN=Novak\\, \"\"Al\"\",OU=Staff,DC=x\",true,Can,,Conditional,MinimumAge,Cannot,DeniedByAce: Everyone may not,Can,,2026-03-01T09:00:00.0000000+00:00,dc1.x,2026-03-01T08:00:00.0000000+00:00",
            lines[1]);
    }

    [Fact]
    public void Ndjson_IsOneObjectALine()
    {
        var user = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Write("users.ndjson")))).RootElement;

        Assert.Equal("Cannot", user.GetProperty("operations").GetProperty("change").GetProperty("verdict").GetString());
        Assert.Equal(At.AddHours(1), user.GetProperty("operations").GetProperty("administratorReset").GetProperty("until").GetDateTimeOffset());
        Assert.Equal("dc1.x", user.GetProperty("server").GetString());
    }

    [Fact]
    public void AScanThatDidNotEnd_LeavesNoFile()
    {
        Write("users.csv", complete: false);

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void AFile_IsForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "on Windows the folder's rights hold");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Write("users.ndjson")));
        }
    }

    [Theory]
    [InlineData("users.txt")]
    [InlineData("absent/users.csv")]
    public void ANameThatCannotBe_IsAUsageError(string name) =>
        Assert.Throws<UsageException>(() => CoverageFile.Create(Path.Combine(_folder.FullName, name)));

    [Fact]
    public void Progress_SaysCountRateAndRest_OnceASecond()
    {
        var clock = new ManualClock();
        using var error = new StringWriter();
        var progress = new CoverageProgress(error, clock, total: 30);
        for (var user = 0; user < 10; user++)
        {
            progress.Read();
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        progress.Read();
        progress.Read();
        progress.End();

        Assert.Equal(["11 of 30 users, 6 a second, 3 s left", "12 users read in 2.0 s, 6 a second."], error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
