using System.Globalization;
using System.Text.Json;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary><c>relay evidence</c> over an export: any machine, no directory, no Windows.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly DateTimeOffset Export = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-evidence-").FullName;

    private string File => Path.Combine(_folder, "app.xml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AnExport_IsJudgedAsOfTheTimeItWasWritten()
    {
        Write((31005, -600, ""), (31001, -60, ""), (31002, -59, ""), (31019, -10, "sb://one.servicebus.windows.net/"), (31777, -5, ""));

        var run = await CommandLineRun.OfAsync("evidence", "--events", File, "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("ConfiguredNotProven", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(
            [("EVD001", "Met"), ("EVD002", "NotMet"), ("EVD003", "Met"), ("EVD004", "Met")],
            document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => (finding.GetProperty("code").GetString()!, finding.GetProperty("status").GetString()!)));
        Assert.Equal("one.servicebus.windows.net", document.RootElement.GetProperty("evidence").GetProperty("value").GetProperty("log").GetProperty("namespace").GetString());
    }

    [Fact]
    public async Task InWords_TroubleStandsWithItsFirstFix_AndNoUserIsNamed()
    {
        Write((31019, -5, ""), (33004, -4, "TrackingId: x, Reason: hr=80230626, UserPrincipalName: ada@corp.example"), (31019, -3, ""));

        var run = await CommandLineRun.OfAsync("evidence", "--events", File);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("PasswordResetService 33004", run.Output, StringComparison.Ordinal);
        Assert.Contains("PER001", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_MovesTheJudgement_AndTheWindow()
    {
        Write((31005, -600, ""), (31019, -10, ""));

        var later = await CommandLineRun.OfAsync("evidence", "--events", File, "--at", "2026-11-20T14:00+01:00", "--json");
        var muchLater = await CommandLineRun.OfAsync("evidence", "--events", File, "--at", "2027-11-20", "--json");

        using var document = JsonDocument.Parse(later.Output);
        Assert.Equal("NotMet", document.RootElement.GetProperty("findings")[2].GetProperty("status").GetString());
        Assert.Equal((0, 3), (later.ExitCode, muchLater.ExitCode));
    }

    [Fact]
    public async Task ADamagedExport_IsUnknown_WithTheReason()
    {
        await System.IO.File.WriteAllTextAsync(File, "<Events><Event", TestContext.Current.CancellationToken);

        var run = await CommandLineRun.OfAsync("evidence", "--events", File);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("app.xml is no whole XML", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--events", "nowhere.xml")]
    [InlineData("--days", "0")]
    [InlineData("--days", "91")]
    [InlineData("--at", "soon")]
    public async Task WhatCannotBeMeant_IsUsage(string option, string value) =>
        Assert.Equal(2, (await CommandLineRun.OfAsync("evidence", option, value)).ExitCode);

    private void Write(params (int Id, int Minutes, string Text)[] events)
    {
        System.IO.File.WriteAllText(File, "<Events>" + string.Concat(events.Select(entry => string.Create(
            CultureInfo.InvariantCulture,
            $"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='PasswordResetService'/><EventID>{entry.Id}</EventID><TimeCreated SystemTime='{Export.AddMinutes(entry.Minutes).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}'/></System><EventData><Data>{entry.Text}</Data></EventData></Event>"))) + "</Events>");
        System.IO.File.SetLastWriteTimeUtc(File, Export.UtcDateTime);
    }
}
