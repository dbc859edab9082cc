using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Simulation.Tenant.Server;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Simulation.Tenant.Subscriptions;

namespace PasswordWriteback.Simulation.Tenant;

/// <summary>A request that reached a simulated tenant. Holds neither token nor body.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="PathAndQuery">Path and query, unescaped.</param>
/// <param name="IsInBatch">Whether it came in a batch; the batch is a request of its own.</param>
public sealed record TenantRequest(string Method, string PathAndQuery, bool IsInBatch = false);

/// <summary>
/// A Microsoft Entra tenant on loopback, or on another address of this machine: sign-in, consent, token endpoint and Graph v1.0 over HTTPS on a port of its own, with a certificate
/// made at start. It behaves by Microsoft's documentation for the routes that this product uses, and answers 404 on others.
/// </summary>
public sealed class SimulatedTenant : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly FaultInjection _faults;
    private int _resourceUnits;
    private readonly ConcurrentQueue<TenantRequest> _requests = new();
    private readonly X509Certificate2 _certificate;
    private readonly TokenIssuer _issuer;
    private readonly AppRegistration _app;
    private readonly WebApplication _server;
    private TenantState _state;

    private SimulatedTenant(TenantState state, TimeProvider time, int reportPageSize, IPAddress address)
    {
        _state = state;
        _faults = new FaultInjection(time);
        foreach (var fault in state.Faults)
        {
            _faults.Add(fault);
        }

        // Clients cache tokens and check certificates by the machine's clock, however fast the tenant's own may run.
        _certificate = LoopbackCertificate.Create(TimeProvider.System, address);
        _issuer = new TokenIssuer(TimeProvider.System);
        ClientSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
        _app = new AppRegistration(ClientId, ClientSecret, TimeProvider.System);
        Administrator = new SimulatedAdministrator(this, time);
        Subscriptions = new SimulatedSubscriptions(state.TenantId, time);
        SignedIn = new SimulatedSignIn(
            new Guid("7e57c0de-0000-4000-8000-0000000ad314"), Administrator.UserPrincipalName, [SimulatedSignIn.GlobalAdministrator]);
        _server = Build(reportPageSize, address, time);
    }

    /// <summary>The tenant at this moment.</summary>
    public TenantState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Id of the tenant.</summary>
    public Guid TenantId => State.TenantId;

    /// <summary>Id of the app that is registered.</summary>
    public Guid ClientId { get; } = new("7e57c0de-0000-4000-8000-00000000a990");

    /// <summary>The app's secret: random, and worth nothing outside this process.</summary>
    public string ClientSecret { get; }

    /// <summary>Root of token endpoint and Graph alike.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The person who does what no API does.</summary>
    public SimulatedAdministrator Administrator { get; }

    /// <summary>What apps have subscribed to, and what it notifies them of.</summary>
    public SimulatedSubscriptions Subscriptions { get; }

    /// <summary>The person at the browser; at first its Global Administrator, who consents.</summary>
    public SimulatedSignIn SignedIn { get; set; }

    /// <summary>Whether id tokens name directory roles (<c>groupMembershipClaims</c> of the app's manifest); true at first.</summary>
    public bool EmitsDirectoryRoles
    {
        get => _app.EmitsDirectoryRoles;
        set => _app.EmitsDirectoryRoles = value;
    }

    /// <summary>Changes the claims of an id token before it is signed; null changes nothing.</summary>
    public Action<JsonObject>? OnIdToken { get; set; }

    /// <summary>The requests so far, in order.</summary>
    public IReadOnlyCollection<TenantRequest> Requests => _requests;

    /// <summary>The resource units that Graph's answers so far have cost.</summary>
    public int ResourceUnits => Volatile.Read(ref _resourceUnits);

    /// <summary>The share of its limit that Graph says is used, from 0.8; null: it says nothing.</summary>
    public double? ThrottleUsage { get; set; }

    /// <summary>The tenant that tokens name in place of this one; null: this one.</summary>
    public Guid? TokensNameTenant { get; set; }

    /// <summary>Called when a request arrives, before it is answered; null when nobody looks on.</summary>
    public Action<TenantRequest>? OnRequest { get; set; }

    /// <summary>Starts a tenant of a profile (<see cref="TenantProfiles"/>).</summary>
    /// <exception cref="ArgumentException">There is no such profile.</exception>
    public static Task<SimulatedTenant> StartAsync(string profile, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(time);
        return StartAsync(TenantProfiles.Create(profile, time.GetUtcNow()), time, cancellationToken);
    }

    /// <summary>Starts a tenant of a state of one's own.</summary>
    /// <param name="state">What it knows at first.</param>
    /// <param name="time">The clock of what happens in it; tokens and certificate follow the machine's.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="reportPageSize">Rows on a page of the registration report.</param>
    /// <param name="address">Where it listens; null: loopback.</param>
    public static async Task<SimulatedTenant> StartAsync(
        TenantState state, TimeProvider time, CancellationToken cancellationToken, int reportPageSize = 100, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        var tenant = new SimulatedTenant(state, time, reportPageSize, address);
        await tenant._server.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = tenant._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        tenant.BaseAddress = new UriBuilder(addresses.Addresses.Single()) { Host = IPAddress.IsLoopback(address) ? "localhost" : address.ToString() }.Uri;
        return tenant;
    }

    /// <summary>A handler that reaches this tenant: it trusts its certificate, and no other.</summary>
    public HttpMessageHandler CreateHandler() => LoopbackCertificate.Pin(_certificate);

    /// <summary>Its certificate in PEM, which signs itself: for a process of its own to trust.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Adds the public half of a certificate to the app's registration.</summary>
    public void AddCertificate(X509Certificate2 certificate) => _app.AddCertificate(certificate);

    /// <summary>Adds a federated credential to the app's registration: tokens of this issuer, subject and audience stand for the app.</summary>
    public void AddFederatedIdentity(string issuer, string subject, string audience, RSAParameters publicKey) =>
        _app.Trust(new FederatedIdentity(issuer, subject, audience, publicKey));

    /// <summary>Makes every token that was issued so far worthless.</summary>
    public void RevokeTokens() => _issuer.Revoke();

    /// <summary>Adds an address that the app may be called back at.</summary>
    public void AddRedirectUri(Uri address) => _app.AddRedirectUri(address);

    /// <summary>Lets requests go wrong.</summary>
    public void Inject(TenantFault fault) => _faults.Add(fault);

    /// <summary>Changes the tenant in one step.</summary>
    public void Change(Func<TenantState, TenantState> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_lock)
        {
            _state = change(_state);
        }
    }

    internal void Charge(int units) => Interlocked.Add(ref _resourceUnits, units);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        Subscriptions.Dispose();
        _issuer.Dispose();
        _certificate.Dispose();
    }

    private WebApplication Build(int reportPageSize, IPAddress address, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, 0, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.UseHttps(_certificate);
            });
        });
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Use(RecordAsync);
        app.Use(_faults.InvokeAsync);
        var tokens = new TokenEndpoint(this, _app, _issuer);
        app.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", tokens.Metadata);
        app.MapGet("/{tenant}/discovery/v2.0/keys", tokens.Keys);
        app.MapPost("/{tenant}/oauth2/v2.0/token", tokens.TokenAsync);
        var consent = new ConsentEndpoint(this, _app, _issuer);
        app.MapGet("/{tenant}/v2.0/adminconsent", consent.Consent);
        app.MapGet("/{tenant}/oauth2/v2.0/authorize", consent.Authorize);
        var graph = new GraphServer(this, _issuer, new ReportLimit(time), reportPageSize);
        new SubscriptionRoutes(graph, Subscriptions).Map(app);
        graph.Map(app, new GraphBatchEndpoint(inner => RecordAsync(inner, recorded => _faults.InvokeAsync(recorded, graph.AnswerAsync))));
        return app;
    }

    private Task RecordAsync(HttpContext http, RequestDelegate next)
    {
        var request = new TenantRequest(
            http.Request.Method,
            $"{http.Request.Path}{Uri.UnescapeDataString(http.Request.QueryString.Value ?? "")}",
            http.Items.ContainsKey(GraphBatchEndpoint.IsInner));
        _requests.Enqueue(request);
        http.Response.Headers["request-id"] = Guid.NewGuid().ToString();
        if (http.Request.Headers["client-request-id"] is [{ } id])
        {
            http.Response.Headers["client-request-id"] = id;
        }

        OnRequest?.Invoke(request);
        return next(http);
    }
}
