using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PasswordWriteback.Tests.HostContract;

/// <summary>
/// The public address of a host: what stands before it in Azure, and in a data centre. Each answer of a relay is delivered a second
/// time, late: as a queue may that delivers at least once.
/// </summary>
internal sealed class Front : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client = Forwarding.Client();
    private readonly WebApplication _web;

    private Front()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"{_web.Urls.Single()}/");

    /// <summary>Where relays find their queues.</summary>
    public Uri Queues => new(Address, "servicebus");

    /// <summary>Serves the queues: address of their server. Null: whatever serves the rest.</summary>
    public Uri? QueueServer { get; set; }

    /// <summary>Serves everything else.</summary>
    public Func<HttpContext, byte[], Task> Server { get; set; } = (context, _) =>
    {
        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return Task.CompletedTask;
    };

    /// <summary>How many answers were delivered a second time.</summary>
    public int Repeated { get; private set; }

    public static async Task<Front> StartAsync()
    {
        var front = new Front();
        await front._web.StartAsync();
        return front;
    }

    /// <summary>Hands everything on to one server.</summary>
    public void Forward(Uri server) => Server = (context, body) => Forwarding.SendAsync(context, body, _client, server);

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _client.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var body = await Forwarding.BodyAsync(context);
        if (context.Request.Path.StartsWithSegments("/servicebus", StringComparison.Ordinal) && QueueServer is { } queues)
        {
            await Forwarding.SendAsync(context, body, _client, queues);
        }
        else
        {
            await Server(context, body);
        }

        if (context.Request.Path == "/servicebus/replies/messages" && context.Response.StatusCode == StatusCodes.Status201Created && QueueServer is { } again)
        {
            Repeated++;
            _ = RepeatAsync(Forwarding.Request(context.Request, body, again));
        }
    }

    private async Task RepeatAsync(HttpRequestMessage request)
    {
        await Task.Delay(Late);
        using (request)
        {
            try
            {
                using var answer = await _client.SendAsync(request);
            }
            catch (Exception gone) when (gone is HttpRequestException or ObjectDisposedException or OperationCanceledException)
            {
                // The host has gone.
            }
        }
    }
}
