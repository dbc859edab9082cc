using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Functions.Tests.Worker;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.ServiceBus;

namespace PasswordWriteback.Functions.Tests.Loopback;

/// <summary>
/// A Service Bus namespace on loopback: relays reach it over its HTTPS protocol, the worker's own client through
/// <see cref="LoopbackAzure"/>.
/// </summary>
internal sealed class LoopbackServiceBus : IAsyncDisposable
{
    private readonly WebApplication _web;

    private LoopbackServiceBus(WebApplication web, QueueBroker broker)
    {
        _web = web;
        Broker = broker;
    }

    public QueueBroker Broker { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"{_web.Urls.Single()}/");

    /// <summary>Key of the rule that may listen.</summary>
    public string ListenKey { get; private init; } = "";

    /// <summary>Key of the rule that may send to the replies queue.</summary>
    public string SendKey { get; private init; } = "";

    /// <summary>Starts it, with the queue of replies and the rules that the infrastructure makes.</summary>
    /// <param name="publicAddress">Where relays reach it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LoopbackServiceBus> StartAsync(Uri publicAddress, CancellationToken cancellationToken)
    {
        var broker = await QueueBroker.OpenAsync(new QueueBrokerOptions(), TimeProvider.System, cancellationToken);
        await broker.PutQueueAsync(new QueueDefinition("replies"), cancellationToken);
        var listen = await broker.PutRuleAsync(queue: null, "relays-listen", QueueRights.Listen, cancellationToken);
        var send = await broker.PutRuleAsync("replies", "relays-send", QueueRights.Send, cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        web.MapServiceBus(broker, new ServiceBusOptions { Address = publicAddress });
        web.MapGet("/queues", async (CancellationToken token) => Results.Json(await broker.ListQueuesAsync(token)));
        web.MapPut("/queues/{queue}", (string queue, CancellationToken token) => broker.PutQueueAsync(new QueueDefinition(queue), token));
        web.MapDelete("/queues/{queue}", (string queue, CancellationToken token) => broker.RemoveQueueAsync(queue, token));
        web.MapPost("/queues/{queue}", (string queue, LoopbackMessage message, CancellationToken token) => broker.SendAsync(queue, message.ToQueueMessage(), token));
        await web.StartAsync(cancellationToken);
        return new LoopbackServiceBus(web, broker) { ListenKey = listen.Key, SendKey = send.Key };
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
