using System.Text;
using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Relay.EventLog;
using static PasswordWriteback.Relay.Tests.EventLog.SampleEvents;

namespace PasswordWriteback.Relay.Tests.EventLog;

public sealed class EventLogExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-events-").FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "app.xml");

    public static TheoryData<string, int> EveryEvent
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var meaning in WritebackEventTable.All)
            {
                data.Add(meaning.Source, meaning.EventId);
            }

            return data;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(EveryEvent))]
    public async Task EveryDocumentedEvent_IsReadByItsId_NotByItsWords(string source, int id)
    {
        var text = $"TrackingId: {Guid.Empty}, Reason: größer & <kleiner>";
        var read = await Known(Viewer(Event(id, source, text: text, record: 42)));

        if (WritebackEventTable.Concerns(source, id))
        {
            Assert.Equal(new WritebackEvent(Start, id, source, WritebackEventTable.IsHashBatch(source, id) ? "" : text, 42), Assert.Single(read));
        }
        else
        {
            Assert.Empty(read);
        }
    }

    [Fact]
    public async Task EventViewersDocument_WevtutilsSequence_AndUtf16_ReadTheSame()
    {
        string[] events = [Event(31001, record: 1), Event(31002, record: 2, text: "Zürich")];
        var viewer = await Known(Viewer(events));

        Assert.Equal(2, viewer.Count);
        Assert.Equal(viewer, await Known(string.Concat(events)));
        Assert.Equal(viewer, await Known("<Events>" + string.Join("\r\n", events) + "</Events>\r\n"));
        Assert.Equal(viewer, await Known("<Events>" + string.Concat(events) + "</Events>", Encoding.Unicode));
        Assert.Equal(viewer, await Known(Viewer(events), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)));
    }

    [Theory]
    [InlineData("2026-11-20T09:30:15Z")]
    [InlineData("2026-11-20T09:30:15.0000000Z")]
    [InlineData("2026-11-20T09:30:15.000000000Z")]
    [InlineData("2026-11-20T10:30:15+01:00")]
    [InlineData("2026-11-20T09:30:15")]
    public async Task ATime_IsUtc_WhateverThisMachinesZone(string time)
    {
        var read = Assert.Single(await Known(Viewer(Event(31002, time: time))));

        Assert.Equal((Start, TimeSpan.Zero), (read.At, read.At.Offset));
    }

    [Fact]
    public async Task EventsOfOthers_AreSkipped_WhateverTheyHold()
    {
        var strange = $"<Event xmlns='{Namespace}'><System><Provider Name='MSSQLSERVER'/><EventID>no number</EventID></System><UserData><x xmlns='urn:x'>{new string('a', 70_000)}</x></UserData></Event>";
        var withoutProvider = $"<Event xmlns='{Namespace}'><System/></Event>";
        var empty = $"<Event xmlns='{Namespace}'/>";

        Assert.Equal([31002], (await Known(Viewer(strange, withoutProvider, empty, Event(904, "ADSync"), Event(31002)))).Select(entry => entry.EventId));
    }

    [Fact]
    public async Task EventsBeforeTheWindow_AreLeftOut()
    {
        await Write(Viewer(Event(31001, time: Time(-1)), Event(31002, time: Time(0)), Event(31019, time: Time(1))), Encoding.UTF8);

        Assert.Equal([31002, 31019], (await new EventLogExport(File).ReadAsync(Start, Now)).Value!.Select(entry => entry.EventId).Order());
    }

    [Fact]
    public async Task OfTooManyEvents_TheNewestAreKept_WhateverTheirOrder()
    {
        var more = IWritebackEventLog.MaxEvents + 5;
        var newestFirst = Enumerable.Range(0, more).Reverse().Select(at => Event(31019, time: Time(at), record: at));

        var read = await Known(Viewer(newestFirst));

        Assert.Equal(IWritebackEventLog.MaxEvents, read.Count);
        Assert.Equal(Start.AddSeconds(5), read.Min(entry => entry.At));
        Assert.False(EvidenceCollector.Sum(read, Start).Log!.Complete);
    }

    /// <summary>The first onboarding may log one for each fifty users.</summary>
    [Fact]
    public async Task BatchesOfPasswordHashes_PushNothingOut_AndTheNewestAreKept_WithoutTheUsersThatTheyName()
    {
        var batches = Enumerable.Range(0, 500).Select(at => Event(656 + (at % 2), "Directory Synchronization", Time(at), "CN=Ada,DC=contoso", record: at));

        var read = await Known(Viewer([Event(31005, time: Time(0), record: 1_000), .. batches]));

        Assert.Equal(1 + IWritebackEventLog.MaxHashBatches, read.Count);
        Assert.All(read.Where(entry => entry.Source == WritebackSources.HashSynchronization), entry => Assert.Empty(entry.Message));
        var log = EvidenceCollector.Sum(read, Start).Log!;
        Assert.Equal((Start.AddSeconds(498), Start.AddSeconds(499)), (log.HashesSentAt, log.HashesAnsweredAt));
        Assert.True(log.Complete);
        Assert.Empty(log.Troubles);
    }

    [Fact]
    public async Task AnEmptyExport_IsAnEmptyLog() => Assert.Empty(await Known(Viewer([])));

    [Fact]
    public async Task ALongText_IsCut_AndItsCodesStay()
    {
        var read = Assert.Single(await Known(Viewer(Event(33004, text: "hr=80230626 " + new string('x', 60_000)))));

        Assert.Equal(EventXml.LongestText, read.Message.Length);
        Assert.Equal("80230626", WritebackErrorCode.Find(read.Message)?.Code);
    }

    [Fact]
    public async Task SeveralValues_StandInLines_AndControlCharactersDoNotStopTheReader()
    {
        var two = Event(31002).Replace("<Data></Data>", "<Data>one&#x1;</Data><Data Name='b'>two</Data>", StringComparison.Ordinal);

        Assert.Equal("one\u0001\ntwo", Assert.Single(await Known(Viewer(two))).Message);
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "", "no export of a Windows event log" },
        { "<html><body/></html>", "no export of a Windows event log" },
        { "plain words", "no export of a Windows event log" },
        { Viewer(Event(31002))[..^40], "no whole XML" },
        { Viewer(Event(31002)) + "<", "no whole XML" },
        { "<!DOCTYPE x [<!ENTITY a 'b'>]>" + Viewer(Event(31002)), "no whole XML" },
        { $"<Event xmlns='{Namespace}'><System><Provider Name='PasswordResetService'/><EventID>x</EventID></System></Event>", "line 1: an event of PasswordResetService has no number as EventID" },
        { $"<Event xmlns='{Namespace}'><System><Provider Name='PasswordResetService'/><EventID>31002</EventID></System></Event>", "event 31002 of PasswordResetService has no time" },
        { Viewer(Event(31002, time: "yesterday")), "line 2: event 31002 of PasswordResetService has no time" },
        { Viewer(Event(31002).Replace("<Data></Data>", string.Concat(Enumerable.Repeat("<a>", 40)) + string.Concat(Enumerable.Repeat("</a>", 40)), StringComparison.Ordinal)), "nested more than" },
        { string.Concat(Enumerable.Repeat("<a>", 40)), "where an <Event> of the log was expected" },
        { $"<Event a='{new string('x', BoundedMarkup.LongestRun + 1)}'/>", "without a tag" },
        { "ElfFile\0\0\0", "wevtutil qe" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task WhatIsNoWholeExport_IsUnknown_AndTheReasonSaysWhy(string content, string reason)
    {
        await Write(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        Assert.Contains(reason, (await Read()).UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACodePage_IsUnknown_WithWhatToDo()
    {
        await Write(Viewer(Event(31002, text: "Zürich")), Encoding.Latin1);

        Assert.Contains("neither UTF-8 nor UTF-16", (await Read()).UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsNotThere_IsUnknown() => Assert.Contains("app.xml cannot be read", (await Read()).UnknownReason, StringComparison.Ordinal);

    [Fact]
    public async Task Cancelling_StopsTheReading()
    {
        await Write(Viewer(Event(31002)), Encoding.UTF8);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new EventLogExport(File).ReadAsync(Start, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void TheQueryOfTheLog_SelectsBySourceIdAndTime() => Assert.Equal(
        "*[System[(Provider[@Name='PasswordResetService'] or (Provider[@Name='ADSync'] and (EventID=6329 or EventID=6800))) "
        + "and TimeCreated[@SystemTime>='2026-11-20T09:30:15.000Z']]]",
        EventQuery.For(Start.ToOffset(TimeSpan.FromHours(5))));

    [Fact]
    public void BatchesOfPasswordHashes_HaveAQueryOfTheirOwn() => Assert.Equal(
        "*[System[(Provider[@Name='Directory Synchronization'] and (EventID=656 or EventID=657)) and TimeCreated[@SystemTime>='2026-11-20T09:30:15.000Z']]]",
        EventQuery.ForHashBatches(Start));

    [Fact]
    public async Task WithoutWindowsAndWithoutExport_TheReasonSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is a log here.");

        Assert.Equal(WritebackEventLogs.NotOnWindows, (await WritebackEventLogs.For(null, TimeProvider.System).ReadAsync(Start, Now)).UnknownReason);
    }

    private Task Write(string content, Encoding encoding) => System.IO.File.WriteAllTextAsync(File, content, encoding, Now);

    private Task<Reading<IReadOnlyList<WritebackEvent>>> Read() => new EventLogExport(File).ReadAsync(DateTimeOffset.MinValue, Now);

    private async Task<IReadOnlyList<WritebackEvent>> Known(string content, Encoding? encoding = null)
    {
        await Write(content, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var read = await Read();
        Assert.Null(read.UnknownReason);
        return [.. read.Value!.OrderBy(entry => entry.RecordId)];
    }
}
