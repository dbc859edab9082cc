using System.Text;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Listening;
using PasswordWriteback.LocalHost.ServiceBus;
using PasswordWriteback.Relay.Queue;

namespace PasswordWriteback.LocalHost.Tests.ServiceBus;

/// <summary>The queue's endpoints on loopback over a broker in memory, behind a proxy that can do harm.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    public const string Queue = "relay-1";

    private readonly WebApplication _app;

    private QueueHost(WebApplication app, QueueBroker broker, ManualClock clock)
    {
        _app = app;
        Broker = broker;
        Clock = clock;
        Proxy = new FaultyProxy(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port);
        Address = new Uri($"http://127.0.0.1:{Proxy.Port}/servicebus");
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public QueueBroker Broker { get; }

    /// <summary>The clock of broker, endpoints and client.</summary>
    public ManualClock Clock { get; }

    public FaultyProxy Proxy { get; }

    /// <summary>Where the queues are, by way of the proxy.</summary>
    public Uri Address { get; }

    public int TokensAsked { get; private set; }

    public static async Task<QueueHost> StartAsync()
    {
        var clock = new ManualClock();
        var broker = await QueueBroker.OpenAsync(new QueueBrokerOptions(), clock, Token);
        await broker.PutQueueAsync(new QueueDefinition(Queue), Token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => KestrelLimits.Apply(kestrel, 64 * 1024, TimeSpan.FromSeconds(10)));
        var app = builder.Build();
        app.MapServiceBus(broker);
        await app.StartAsync(Token);
        return new QueueHost(app, broker, clock);
    }

    public static QueueMessage Message(string id, string body = "body") => new(id, Encoding.UTF8.GetBytes(body));

    /// <summary>A token with these rights on a queue.</summary>
    public async ValueTask<SasToken> TokenAsync(string queue = Queue, QueueRights rights = QueueRights.Listen | QueueRights.Send)
    {
        TokensAsked++;
        var rule = await Broker.PutRuleAsync(queue, $"{rights}", rights, Token);
        return SharedAccessSignature.Create(new Uri($"{Address}/{queue}"), rule, Clock.GetUtcNow() + TimeSpan.FromHours(1));
    }

    public ServiceBusQueueClient Client(string queue = Queue, Func<ValueTask<SasToken>>? tokens = null) => new(
        Address, queue, _ => tokens?.Invoke() ?? TokenAsync(queue.Split('/')[0]), Options());

    /// <summary>Retries at once, and a second a try.</summary>
    public ServiceBusQueueClientOptions Options()
    {
        var options = new ServiceBusQueueClientOptions { Clock = Clock };
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(1);
        return options;
    }

    public Task StopAsync() => _app.StopAsync(Token);

    public async ValueTask DisposeAsync()
    {
        Proxy.Dispose();
        await _app.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
