using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Tests.Engine;

public sealed class JournalTests : IDisposable
{
    private const long Full = 2;
    private readonly EngineBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task TheConnection_SyncsFullyLogsAheadAndHoldsTheFileAlone_WhichOthersCannotRead()
    {
        await using var engine = await _bench.StartAsync(Echo);

        Assert.Equal(Full, await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA synchronous")));
        Assert.Equal("wal", await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA journal_mode")));
        Assert.Equal("exclusive", await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA locking_mode")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_bench.Journal.Path));
        }
    }

    [Fact]
    public async Task ASecondEngineOnTheSameFile_IsRefusedUntilTheFirstHasStopped()
    {
        await using (await _bench.StartAsync(Echo))
        {
            var refused = await Assert.ThrowsAsync<JournalInUseException>(() => _bench.StartAsync(Echo));
            Assert.Contains("is in use by another process. One engine runs per file", refused.Message, StringComparison.Ordinal);
        }

        await using var second = await _bench.StartAsync(Echo);
    }

    [Fact]
    public async Task AFileThatIsNoJournal_IsRefusedAndLeftAsItIs()
    {
        _bench.Journal.Sql("CREATE TABLE staff (name TEXT)");
        var foreign = await Assert.ThrowsAsync<JournalUnavailableException>(() => _bench.StartAsync(Echo));
        Assert.Contains("no journal of this product", foreign.Message, StringComparison.Ordinal);
        Assert.Equal(1L, _bench.Journal.Sql("SELECT count(*) FROM sqlite_schema"));

        await File.WriteAllTextAsync(_bench.Journal.Path, new string('x', 5000), EngineBench.Token);
        var text = await Assert.ThrowsAsync<JournalUnavailableException>(() => _bench.StartAsync(Echo));
        Assert.Contains("cannot be opened", text.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(_bench.Journal.Path, EngineBench.Token));
    }

    [Fact]
    public async Task AJournalOfANewerFormat_IsRefused()
    {
        await (await _bench.StartAsync(Echo)).DisposeAsync();
        _bench.Journal.Sql("PRAGMA user_version = 99");

        var newer = await Assert.ThrowsAsync<JournalUnavailableException>(() => _bench.StartAsync(Echo));

        Assert.Contains("has format 99; this version reads format 1", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADirectoryThatDoesNotExist_IsNamed()
    {
        var options = new LocalEngineOptions { Json = TestJson.Default.Options, DatabasePath = _bench.Journal.Path + "/missing/engine.db" };

        var missing = await Assert.ThrowsAsync<JournalUnavailableException>(() => _bench.StartAsync(Echo, options: options));

        Assert.Contains("/missing/engine.db' cannot be opened", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFullDisk_RefusesNewWorkKeepsWhatHappenedAndGoesOnWhenThereIsRoom()
    {
        await using var engine = await _bench.StartAsync((context, input) =>
            context.CallActivityAsync(EngineBench.Work, new string('x', int.Parse(input, System.Globalization.CultureInfo.InvariantCulture))));
        await engine.StartAsync("Test", "before", "10", cancellationToken: EngineBench.Token);
        await EngineBench.EndAsync(engine, "before");
        await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA max_page_count = 10"));

        var during = engine.StartAsync("Test", "during", "1000000", cancellationToken: EngineBench.Token);
        while (engine.Stalled is null)
        {
            Assert.NotNull(await engine.GetAsync("before", EngineBench.Token));
        }

        Assert.Contains("database or disk is full", engine.Stalled, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => engine.StartAsync("Test", "after", "10", cancellationToken: EngineBench.Token));
        Assert.StartsWith("Nothing was recorded.", refused.Message, StringComparison.Ordinal);
        Assert.False(during.IsCompleted);

        await engine.Journal.QueryAsync(c => OwnedFile.Scalar(c, "PRAGMA max_page_count = 1000000"));
        await during;
        Assert.Equal(1_000_005, (await EngineBench.OutputAsync(engine, "during"))!.Length);
        Assert.Null(engine.Stalled);
    }

    [Fact]
    public async Task ALargePayload_ComesBackWhole()
    {
        var large = new string('ä', 3_000_000);
        await using (var engine = await _bench.StartAsync(async (context, _) => await context.WaitForExternalEventAsync<string>("Data")))
        {
            await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
            await engine.RaiseEventAsync("a", "Data", large, EngineBench.Token);
            await EngineBench.EndAsync(engine, "a");
        }

        await using var later = await _bench.StartAsync(Echo);
        Assert.Equal(large, await EngineBench.OutputAsync(later, "a"));
    }

    [Fact]
    public async Task PurgeAsync_DeletesTheOldestFinishedOnesUpToTheLimitAndNothingElse()
    {
        await using (var engine = await _bench.StartAsync((context, input) =>
            input == "waits" ? context.WaitForExternalEventAsync<string>("Go") : context.CallActivityAsync(EngineBench.Work, input)))
        {
            await engine.StartAsync("Test", "running", "waits", cancellationToken: EngineBench.Token);
            for (var i = 0; i < 130; i++)
            {
                await engine.StartAsync("Test", $"{i}", $"{i}", cancellationToken: EngineBench.Token);
                await EngineBench.EndAsync(engine, $"{i}");
                _bench.Clock.Advance(TimeSpan.FromMinutes(1));
            }

            Assert.Equal(60, await engine.PurgeAsync(_bench.Clock.GetUtcNow(), 60, EngineBench.Token));
            Assert.Null(await engine.GetAsync("59", EngineBench.Token));
            Assert.NotNull(await engine.GetAsync("60", EngineBench.Token));

            Assert.Equal(60, await engine.PurgeAsync(_bench.Clock.GetUtcNow().AddMinutes(-10), cancellationToken: EngineBench.Token));
            Assert.NotNull(await engine.GetAsync("120", EngineBench.Token));
            Assert.NotNull(await engine.GetAsync("running", EngineBench.Token));
        }

        Assert.Equal(11L, _bench.Journal.Sql("SELECT count(*) FROM instance"));
        Assert.Equal(11L, _bench.Journal.Sql("SELECT count(DISTINCT instance) FROM history"));
    }

    [Fact]
    public async Task Retention_DeletesFinishedInstancesWhenTheyAreOldEnough()
    {
        await using var engine = await _bench.StartAsync(Echo, options: _bench.Options(retention: TimeSpan.FromDays(30)));
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);
        await EngineBench.EndAsync(engine, "a");

        _bench.Clock.Advance(TimeSpan.FromDays(29));
        Assert.NotNull(await engine.GetAsync("a", EngineBench.Token));
        _bench.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Null(await engine.GetAsync("a", EngineBench.Token));
    }

    [Fact]
    public async Task AClockThatIsSetBack_DoesNotTurnAHistoryBack()
    {
        await using var engine = await _bench.StartAsync(async (context, _) =>
        {
            var before = context.CurrentTime;
            await context.WaitForExternalEventAsync<string>("Go");
            return context.CurrentTime >= before ? "forward" : "back";
        });
        await engine.StartAsync("Test", "a", "x", cancellationToken: EngineBench.Token);

        _bench.Clock.SetTo(_bench.Clock.GetUtcNow().AddDays(-1));
        await engine.RaiseEventAsync("a", "Go", "x", EngineBench.Token);

        Assert.Equal("forward", await EngineBench.OutputAsync(engine, "a"));
    }

    private static Task<string> Echo(IOrchestrationContext context, string input) => Task.FromResult(input);
}
