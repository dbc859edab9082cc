using System.Text;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;

namespace PasswordWriteback.Local.Tests.Queue;

/// <summary>A broker on a file of its own, with a clock that stands still; it can be reopened as after a crash.</summary>
internal sealed class QueueBench : IAsyncDisposable
{
    public const string Queue = "relay-1";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("writeback-queue-");

    private QueueBench()
    {
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ManualClock Clock { get; } = new();

    public QueueBroker Broker { get; private set; } = null!;

    public string Path => System.IO.Path.Combine(_directory.FullName, "queue.db");

    public static async Task<QueueBench> StartAsync(QueueDefinition? queue = null, long? maximumFileBytes = null)
    {
        var bench = new QueueBench();
        bench.Broker = await bench.OpenAsync(bench.Path, maximumFileBytes);
        await bench.Broker.PutQueueAsync(queue ?? new QueueDefinition(Queue), Token);
        return bench;
    }

    public static QueueMessage Message(string id, string body = "body") => new(id, Encoding.UTF8.GetBytes(body));

    public Task<QueueBroker> OpenAsync(string path, long? maximumFileBytes = null) =>
        QueueBroker.OpenAsync(new QueueBrokerOptions { Path = path, MaximumFileBytes = maximumFileBytes }, Clock, Token);

    public Task SendAsync(string id, string body = "body") => Broker.SendAsync(Queue, Message(id, body), Token);

    public Task<ReceivedMessage?> ReceiveAsync(TimeSpan wait = default, string queue = Queue) => Broker.ReceiveAsync(queue, wait, Token);

    public Task<ReceivedMessage?> ReceiveDeadAsync() => ReceiveAsync(queue: $"{Queue}/$deadletterqueue");

    /// <summary>When this returns, every wait that began before is set up: the broker works off its calls in order, and then a timer stands.</summary>
    public async Task SettledAsync()
    {
        await Broker.ListQueuesAsync(Token);
        while (Clock.Timers == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Copies the file with its log as a crash at this instant would leave it, and opens the copy.</summary>
    /// <param name="keep">Which part of the log reached the disk.</param>
    public async Task<QueueBroker> CrashAsync(double keep = 1)
    {
        var copy = System.IO.Path.Combine(_directory.FullName, $"{Guid.NewGuid():N}.db");
        await CopyAsync(Path, copy, 1);
        await CopyAsync($"{Path}-wal", $"{copy}-wal", keep);
        return await OpenAsync(copy);
    }

    /// <summary>Closes and opens the file again.</summary>
    public async Task ReopenAsync(long? maximumFileBytes = null)
    {
        await Broker.DisposeAsync();
        Broker = await OpenAsync(Path, maximumFileBytes);
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Through a handle that allows everything, since SQLite still has it open.</summary>
    private static async Task CopyAsync(string from, string to, double part)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var target = File.Create(to);
        await source.CopyToAsync(target, Token);
        target.SetLength((long)(target.Length * part));
    }
}
