using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Graph;
using Microsoft.Kiota.Authentication.Azure;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
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
    private readonly Lazy<HttpClient> _http;
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
        _transport = new HttpClientTransport(new HttpClient(handler, disposeHandler: false));
        _http = new Lazy<HttpClient>(() => GraphClientFactory.Create(
            GraphClientFactory.CreateDefaultHandlers().Select(Bounded), finalHandler: handler, disposeHandler: false));
        _time = time;
        _logger = loggers.CreateLogger<MicrosoftGraphTenant>();
    }

    /// <summary>How long one reading may take, its retries included.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The reader of one tenant. Makes no request yet.</summary>
    public ITenantGraph Create(Guid tenantId, GraphCloud cloud, TenantCredential credential)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(credential);
        var tokens = credential.For(tenantId, cloud, _transport);
        var client = Client(cloud, tokens);
        return new MicrosoftGraphTenant(
            tenantId,
            client,
            new HeldPermissions(tokens, cloud.DefaultScope, tenantId),
            new GraphCall(tenantId, Deadline, _time, _logger),
            new UserSubscriptions(client, new SubscriptionCall(tenantId, Deadline, _time, _logger)),
            _time);
    }

    /// <inheritdoc />
    public void Dispose() => _handler.Dispose();

    /// <summary>The library's handlers, but no redirects, and no waiting to ask again that the deadline would cut short anyway.</summary>
    private DelegatingHandler Bounded(DelegatingHandler handler) => handler switch
    {
        RedirectHandler => new RedirectRefusal(),
        RetryHandler => new RetryHandler(new RetryHandlerOption { RetriesTimeLimit = Deadline * 0.8 }),
        _ => handler,
    };

    private GraphServiceClient Client(GraphCloud cloud, TokenCredential tokens)
    {
        var authentication = new AzureIdentityAuthenticationProvider(
            tokens, allowedHosts: [cloud.Graph.Host], scopes: [cloud.DefaultScope]);
        return new GraphServiceClient(_http.Value, authentication, new Uri(cloud.Graph, "v1.0").ToString());
    }
}
