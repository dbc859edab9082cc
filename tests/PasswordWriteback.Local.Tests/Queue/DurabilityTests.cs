using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Local.Tests.Queue;

/// <summary>What a call has returned outlives the process, at whatever instant that dies.</summary>
public sealed class DurabilityTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AProcessKilledAfterEachVerb_LeavesExactlyWhatTheVerbSaid()
    {
        await using var bench = await QueueBench.StartAsync();
        await bench.SendAsync("a");
        await AfterCrashAsync(bench, broker => ExpectAsync(broker, "a", deliveries: 1));

        var message = (await bench.ReceiveAsync())!;
        await AfterCrashAsync(bench, broker => ExpectNothingAsync(broker));
        await AfterCrashAsync(bench, async broker => Assert.True(await broker.CompleteAsync(QueueBench.Queue, message, QueueBench.Token)));

        bench.Clock.Advance(Minute / 2);
        await bench.Broker.RenewAsync(QueueBench.Queue, message, QueueBench.Token);
        bench.Clock.Advance(Minute / 2);
        await AfterCrashAsync(bench, broker => ExpectNothingAsync(broker));

        await bench.Broker.AbandonAsync(QueueBench.Queue, message, QueueBench.Token);
        await AfterCrashAsync(bench, broker => ExpectAsync(broker, "a", deliveries: 2));

        await bench.Broker.CompleteAsync(QueueBench.Queue, (await bench.ReceiveAsync())!, QueueBench.Token);
        bench.Clock.Advance(Minute * 2);
        await AfterCrashAsync(bench, broker => ExpectNothingAsync(broker));
    }

    [Fact]
    public async Task ALogCutAnywhere_LosesOnlyTheEnd()
    {
        await using var bench = await QueueBench.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await bench.SendAsync($"{i}");
        }

        var seen = new HashSet<int>();
        for (var cut = 0; cut <= 20; cut++)
        {
            await using var broker = await bench.CrashAsync(cut / 20.0);
            if (!(await broker.ListQueuesAsync(QueueBench.Token)).Contains(QueueBench.Queue))
            {
                continue;
            }

            var count = 0;
            while (await broker.ReceiveAsync(QueueBench.Queue, TimeSpan.Zero, QueueBench.Token) is { } message)
            {
                Assert.Equal($"{count++}", message.Message.MessageId);
            }

            seen.Add(count);
        }

        Assert.Contains(20, seen);
        Assert.True(seen.Count > 5);
    }

    [Fact]
    public async Task AFullFile_RefusesSends_AndStillLetsEveryMessageOut()
    {
        await using var bench = await QueueBench.StartAsync(maximumFileBytes: 1024 * 1024);
        var sent = await FillAsync(bench, QueueFailure.Full);
        Assert.InRange(sent, 4, 9);

        var first = (await bench.ReceiveAsync())!;
        Assert.True(await bench.Broker.CompleteAsync(QueueBench.Queue, first, QueueBench.Token));
        await bench.SendAsync("after", Body);

        var ids = new List<string> { first.Message.MessageId };
        while (await bench.ReceiveAsync() is { } message)
        {
            ids.Add(message.Message.MessageId);
        }

        Assert.Equal([.. Enumerable.Range(0, sent).Select(i => $"{i}"), "after"], ids);
    }

    [Fact]
    public async Task ADiskThatTakesNothingMore_FailsTheCall_LosesNothing_AndAllGoesOnWhenThereIsRoom()
    {
        await using var bench = await QueueBench.StartAsync(maximumFileBytes: 1024 * 1024);
        var sent = await FillAsync(bench, QueueFailure.Full);

        // No page more than the file has: SQLite answers as it does on a full disk.
        await bench.ReopenAsync(maximumFileBytes: 1);
        var failures = 0;
        for (var i = 0; i < sent; i++)
        {
            failures += await Record.ExceptionAsync(() => bench.ReceiveAsync()) is QueueException { Failure: QueueFailure.Unavailable } ? 1 : 0;
        }

        await bench.ReopenAsync();
        bench.Clock.Advance(Minute);
        var ids = new List<string>();
        while (await bench.ReceiveAsync() is { } message)
        {
            ids.Add(message.Message.MessageId);
        }

        Assert.True(failures > 0, "The disk was never full.");
        Assert.Equal(Enumerable.Range(0, sent).Select(i => $"{i}"), ids);
    }

    [Fact]
    public async Task AFullQueue_RefusesSends_UntilThereIsRoom()
    {
        await using var bench = await QueueBench.StartAsync(new QueueDefinition(QueueBench.Queue) { MaximumBytes = 300 * 1024 });
        await bench.SendAsync("a", new string('x', 200 * 1024));
        var refusal = await Assert.ThrowsAsync<QueueException>(() => bench.SendAsync("b", new string('x', 200 * 1024)));
        Assert.Equal(QueueFailure.Full, refusal.Failure);
        await bench.Broker.CompleteAsync(QueueBench.Queue, (await bench.ReceiveAsync())!, QueueBench.Token);
        await bench.SendAsync("b", new string('x', 200 * 1024));
    }

    [Fact]
    public async Task TheFile_HasOneOwner_AndIsNotReadableByOthers()
    {
        await using var bench = await QueueBench.StartAsync();
        var refusal = await Assert.ThrowsAsync<QueueException>(() => bench.OpenAsync(bench.Path));
        Assert.Equal(QueueFailure.Unavailable, refusal.Failure);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{bench.Path}-wal"));
        }
    }

    [Theory]
    [InlineData("CREATE TABLE other (x)", "no queue file")]
    [InlineData("PRAGMA application_id = 1347907957; PRAGMA user_version = 99; CREATE TABLE other (x)", "format 99")]
    public async Task AForeignOrNewerFile_IsRefused_AndLeftAsItIs(string sql, string reason)
    {
        await using var bench = await QueueBench.StartAsync();
        var path = $"{bench.Path}.other";
        Sql(path, sql);
        Assert.Contains(reason, (await Assert.ThrowsAsync<QueueException>(() => bench.OpenAsync(path))).Message, StringComparison.Ordinal);
        Assert.Equal("other", Sql(path, "SELECT group_concat(name) FROM sqlite_schema"));
    }

    private static string Body { get; } = new('x', 100_000);

    private static async Task<int> FillAsync(QueueBench bench, QueueFailure expected)
    {
        for (var sent = 0; ; sent++)
        {
            if (await Record.ExceptionAsync(() => bench.SendAsync($"{sent}", Body)) is { } refusal)
            {
                Assert.Equal(expected, Assert.IsType<QueueException>(refusal).Failure);
                return sent;
            }
        }
    }

    private static object? Sql(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static async Task AfterCrashAsync(QueueBench bench, Func<QueueBroker, Task> check)
    {
        await using var broker = await bench.CrashAsync();
        await check(broker);
    }

    private static async Task ExpectAsync(QueueBroker broker, string id, int deliveries)
    {
        var message = (await broker.ReceiveAsync(QueueBench.Queue, TimeSpan.Zero, QueueBench.Token))!;
        Assert.Equal((id, deliveries), (message.Message.MessageId, message.DeliveryCount));
    }

    private static async Task ExpectNothingAsync(QueueBroker broker) =>
        Assert.Null(await broker.ReceiveAsync(QueueBench.Queue, TimeSpan.Zero, QueueBench.Token));
}
