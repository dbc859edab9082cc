using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.ServiceBus;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A command and its answer through the local queue, on a real file synced at every verb, an idle relay waiting in its long
/// poll over HTTP: the backend sends in its own process; the relay receives, completes, sends the answer; the backend receives
/// and completes it. To compare with the demand: p50 under 100 ms, p99 under 500 ms.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 20, iterationCount: 300)]
[MinColumn, MedianColumn, MaxColumn]
public class QueueBenchmarks
{
    private const string Commands = "relay-1";
    private const string Replies = "replies";
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(59);
    private DirectoryInfo _directory = null!;
    private QueueBroker _broker = null!;
    private WebApplication _app = null!;
    private Task _relay = null!;
    private volatile bool _stopped;
    private int _last;

    /// <summary>Host, broker on a file in the temporary directory, and a relay.</summary>
    [GlobalSetup]
    public async Task StartAsync()
    {
        _directory = Directory.CreateTempSubdirectory("writeback-benchmark-");
        _broker = await QueueBroker.OpenAsync(new QueueBrokerOptions { Path = Path.Combine(_directory.FullName, "queues.db") }, TimeProvider.System);
        var rights = new Dictionary<string, QueueRights> { [Commands] = QueueRights.Listen, [Replies] = QueueRights.Send };
        foreach (var queue in rights.Keys)
        {
            await _broker.PutQueueAsync(new QueueDefinition(queue));
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapServiceBus(_broker);
        await _app.StartAsync();
        var address = new Uri($"{_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}{ServiceBusEndpoints.Prefix}");
        _relay = RelayAsync(Client(Commands), Client(Replies));

        ServiceBusQueueClient Client(string queue) => new(address, queue, async token => SharedAccessSignature.Create(
            new Uri($"{address}/{queue}"), await _broker.PutRuleAsync(queue, "relay", rights[queue], token), TimeProvider.System.GetUtcNow().AddHours(1)));
    }

    /// <summary>Stops all and deletes the file.</summary>
    [GlobalCleanup]
    public async Task StopAsync()
    {
        _stopped = true;
        await _app.DisposeAsync();
        await _relay;
        await _broker.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>From the backend's send to the completed answer.</summary>
    [Benchmark]
    public async Task RoundTripAsync()
    {
        await _broker.SendAsync(Commands, new QueueMessage($"{++_last}.1", new byte[2048]));
        var answer = await _broker.ReceiveAsync(Replies, Wait) ?? throw new TimeoutException("The relay did not answer.");
        await _broker.CompleteAsync(Replies, answer);
    }

    private async Task RelayAsync(ServiceBusQueueClient commands, ServiceBusQueueClient replies)
    {
        using (commands)
        using (replies)
        {
            try
            {
                while (!_stopped)
                {
                    if (await commands.ReceiveAsync(Wait) is { } command)
                    {
                        await commands.CompleteAsync(command);
                        await replies.SendAsync(new QueueMessage(command.Message.MessageId, new byte[2048]));
                    }
                }
            }
            catch (QueueException) when (_stopped)
            {
                // The host is gone: the benchmark is over.
            }
        }
    }
}
