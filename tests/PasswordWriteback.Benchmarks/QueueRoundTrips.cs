using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.ServiceBus;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A message and its answer through the local queue, on a real file synced at every verb, an idle receiver waiting in its long
/// poll over HTTP: the backend sends in its own process; the relay receives, completes, sends the answer; the backend receives
/// and completes it. To compare with the demand: p50 under 100 ms, p99 under 500 ms.
/// </summary>
internal static class QueueRoundTrips
{
    private const string Commands = "relay-1";
    private const string Replies = "replies";
    private const int WarmUp = 20;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(59);

    /// <summary>Makes so many round trips one after the other and prints their times.</summary>
    public static async Task PrintAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("pwb-benchmark-");
        try
        {
            await using var broker = await QueueBroker.OpenAsync(new QueueBrokerOptions { Path = Path.Combine(folder.FullName, "queues.db") }, TimeProvider.System);
            await PrintAsync(count, broker);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Prints the percentiles of times in milliseconds.</summary>
    public static void Print(string what, IReadOnlyList<double> times)
    {
        var sorted = times.Order().ToList();
        Console.WriteLine($"{sorted.Count} {what}: p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, longest {sorted[^1]:0.0} ms");

        double At(double part) => sorted[(int)(part * (sorted.Count - 1))];
    }

    private static async Task PrintAsync(int count, QueueBroker broker)
    {
        var rights = new Dictionary<string, QueueRights> { [Commands] = QueueRights.Listen, [Replies] = QueueRights.Send };
        foreach (var queue in rights.Keys)
        {
            await broker.PutQueueAsync(new QueueDefinition(queue));
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapServiceBus(broker);
        await app.StartAsync();
        var address = new Uri($"{app.Urls.Single()}{ServiceBusEndpoints.Prefix}");
        using var commands = Client(Commands);
        using var replies = Client(Replies);
        using var stop = new CancellationTokenSource();
        var relay = AnswerAsync(commands, replies, stop.Token);
        var times = new List<double>();
        for (var i = 0; i < count + WarmUp; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await broker.SendAsync(Commands, new QueueMessage($"{i}.1", new byte[2048]));
            var answer = await broker.ReceiveAsync(Replies, Wait) ?? throw new TimeoutException("The relay did not answer.");
            await broker.CompleteAsync(Replies, answer);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await relay;
        Print("round trips", [.. times.Skip(WarmUp)]);

        ServiceBusQueueClient Client(string queue) => new(address, queue, async token => SharedAccessSignature.Create(
            new Uri($"{address}/{queue}"), await broker.PutRuleAsync(queue, "relay", rights[queue], token), TimeProvider.System.GetUtcNow().AddHours(1)));
    }

    private static async Task AnswerAsync(ServiceBusQueueClient commands, ServiceBusQueueClient replies, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                if (await commands.ReceiveAsync(Wait, stop) is { } command)
                {
                    await commands.CompleteAsync(command, stop);
                    await replies.SendAsync(new QueueMessage(command.Message.MessageId, new byte[2048]), stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // All round trips are made.
        }
    }
}
