using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Graph;
using Microsoft.Kiota.Authentication.Azure;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Graph.Requests;
using PasswordWriteback.Graph.Subscriptions;

namespace PasswordWriteback.Graph;

/// <summary>
/// Makes the readers of tenants. Tokens and Graph go through one handler: connections are pooled for the whole process,
/// and a simulated tenant is reached by giving the handler that pins its certificate.
/// </summary>
public sealed class TenantGraphFactory : IDisposable
{
    private readonly HttpMessageHandler _handler;
    private readonly HttpPipelineTransport _transport;
    private readonly Lazy<HttpMessageHandler> _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A factory for tenants on the internet.</summary>
    /// <param name="time">The clock of deadlines and of the audit log's window: the machine's, even where a simulation runs faster.</param>
    /// <param name="loggers">Where failed readings are logged, without secrets.</param>
    public TenantGraphFactory(TimeProvider time, ILoggerFactory loggers)
        : this(
            new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(15) },
            time,
            loggers)
    {
    }

    /// <summary>A factory that sends everything through a handler, which it then owns.</summary>
    public TenantGraphFactory(HttpMessageHandler handler, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _handler = handler;
        var limited = new AnswerLimit(handler);
        _transport = new HttpClientTransport(new HttpClient(limited, disposeHandler: false));
        _pipeline = new Lazy<HttpMessageHandler>(() => Pipeline(limited));
        _time = time;
        _logger = loggers.CreateLogger<MicrosoftGraphTenant>();
    }

    /// <summary>How long one reading may take, its retries included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long retries of one reading may wait in all.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of Graph's limit on reports, where a simulated tenant runs faster than the machine; null: the machine's.</summary>
    public TimeProvider? ReportClock { get; init; }

    /// <summary>Waits, for tests that do not; null: on the clock.</summary>
    internal Func<TimeSpan, CancellationToken, Task>? Pause { get; init; }

    /// <summary>Spreads the pauses.</summary>
    internal Random Random { get; init; } = Random.Shared;

    /// <summary>The reader of one tenant. Makes no request yet.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="cloud">Its cloud.</param>
    /// <param name="credential">Who the backend is.</param>
    /// <param name="licenceGroup">The group whose members have to be licensed; null: every synchronized user.</param>
    public ITenantGraph Create(Guid tenantId, GraphCloud cloud, TenantCredential credential, Guid? licenceGroup = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(credential);
        var tokens = new RenewableTokens(() => credential.For(tenantId, cloud, _transport), _time);
        var connection = new GraphConnection(
            new Uri(cloud.Graph, "v1.0"),
            new Uri(cloud.Graph, "beta"),
            tokens,
            new AzureIdentityAuthenticationProvider(tokens, allowedHosts: [cloud.Graph.Host], scopes: [cloud.DefaultScope]),
            _pipeline.Value,
            new GraphPatience(PauseOn(_time), Random),
            new ReportPace(ReportClock ?? _time, PauseOn(ReportClock ?? _time)),
            Patience,
            _time,
            cloud.AdminCenter);
        return new MicrosoftGraphTenant(
            tenantId,
            connection,
            new HeldPermissions(tokens, cloud.DefaultScope, tenantId),
            new GraphCall(tenantId, Deadline, _time, _logger),
            new SubscriptionCall(tenantId, Deadline, _time, _logger),
            licenceGroup);
    }

    private Func<TimeSpan, CancellationToken, Task> PauseOn(TimeProvider clock) =>
        Pause ?? ((time, cancellationToken) => Task.Delay(time, clock, cancellationToken));

    /// <inheritdoc />
    public void Dispose() => _handler.Dispose();

    /// <summary>
    /// The library's handlers, but neither its redirects, which would take a question about a tenant elsewhere, nor its retries, which
    /// have no jitter and no end in common: <see cref="GraphManners"/> has.
    /// </summary>
    private static DelegatingHandler Pipeline(HttpMessageHandler final)
    {
        var handlers = GraphClientFactory.CreateDefaultHandlers()
            .Where(handler => handler is not RetryHandler and not RedirectHandler)
            .Append(new RedirectRefusal())
            .Append(new ForeignAnswer())
            .ToList();
        for (var index = 0; index < handlers.Count; index++)
        {
            handlers[index].InnerHandler = index + 1 < handlers.Count ? handlers[index + 1] : final;
        }

        return handlers[0];
    }
}
