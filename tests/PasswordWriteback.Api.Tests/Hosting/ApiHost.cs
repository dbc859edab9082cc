using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Local;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>
/// The API in memory over a SQLite file of its own, for tests of endpoints: real middleware, real stores, callers of any
/// owner and roles, and an engine that only takes notes, unless a real one is asked for.
/// </summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly LocalEngine? _engine;
    private readonly WebApplication _app;

    private ApiHost(DirectoryInfo folder, Database database, LocalEngine? engine, WebApplication app)
    {
        _folder = folder;
        Database = database;
        _engine = engine;
        _app = app;
    }

    public Database Database { get; }

    /// <summary>What the engine was asked; only without a real one.</summary>
    public FakeRunEngine Engine => (FakeRunEngine)Get<IRunEngine>();

    /// <summary>The real engine; only if one was asked for.</summary>
    public LocalEngine LocalEngine => _engine ?? throw new InvalidOperationException("This host has no real engine.");

    /// <summary>The file of the store.</summary>
    public string StorePath => Path.Combine(_folder.FullName, "store.db");

    /// <summary>The host's clock: stands still until it is moved, unless the options brought another one.</summary>
    public ManualClock Clock => (ManualClock)Get<TimeProvider>();

    /// <summary>Everything that was logged.</summary>
    public LogLines Log => Get<LogLines>();

    public IReadOnlyList<Endpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    public static Task<ApiHost> StartAsync() => StartAsync(new ApiHostOptions());

    public static async Task<ApiHost> StartAsync(ApiHostOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("password-writeback-api-");
        var database = await Database.OpenAsync(
            DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "store.db")), options.Clock, CancellationToken.None);
        LocalEngine? engine = options.RealEngine is { } build ? await build(database, options.Clock).StartAsync() : null;
        var host = new ApiHost(folder, database, engine, Build(options, database, engine));
        await host._app.StartAsync();
        return host;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A client of an owner. Without roles it holds all but <see cref="ApiRoles.TenantsAll"/>.</summary>
    public HttpClient Client(string owner = "portal-a", params string[] roles)
    {
        var client = Anonymous();
        var held = roles.Length > 0 ? roles : [.. ApiRoles.All.Except([ApiRoles.TenantsAll])];
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {TestCallers.Token(owner, held)}");
        return client;
    }

    /// <summary>A client of an owner who holds no role at all.</summary>
    public HttpClient ClientWithoutRoles(string owner = "portal-a")
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {TestCallers.Token(owner, [])}");
        return client;
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => _app.GetTestClient();

    /// <summary>What reaches the API without a client, for a browser; redirects are not followed.</summary>
    public HttpMessageHandler Handler() => _app.GetTestServer().CreateHandler();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static WebApplication Build(ApiHostOptions options, Database database, LocalEngine? engine)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseTestServer();
        var log = new LogLines();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<TimeProvider>(options.Clock);
        if (options.Api is { Issuer: null, LocalToken: null })
        {
            builder.Services.AddSingleton<ICallerAuthentication, TestCallers>();
        }

        builder.Services.AddStorage(database);
        builder.Services.AddSingleton<IRunEngine>(engine is null ? new FakeRunEngine() : new LocalRunEngine(engine));
        builder.Services.AddSingleton<IRelayQueues, FakeRelayQueues>();
        builder.Services.AddSingleton<FakeTenants>();
        builder.Services.AddSingleton<ITenantGraphs>(provider => provider.GetRequiredService<FakeTenants>());
        builder.Services.AddSingleton(_ => new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        builder.Services.AddSingleton(provider => new CloudIdentity(
            "https://writeback.example",
            new CloudKeys([new CloudKey(provider.GetRequiredService<SigningKey>(), options.Clock.GetUtcNow())], options.Clock),
            options.Clock));
        options.Services?.Invoke(builder.Services);
        builder.Services.AddPasswordWritebackApi(options.Api);
        var app = builder.Build();
        if (options.CallersAddress is { } address)
        {
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = address;
                return next(context);
            });
        }

        app.UsePasswordWritebackApi();
        app.MapPasswordWritebackApi();
        options.Endpoints?.Invoke(app);
        return app;
    }
}

/// <summary>What a test wants to be different.</summary>
internal sealed class ApiHostOptions
{
    public ApiOptions Api { get; } = new();

    public ManualClock Clock { get; init; } = new();

    /// <summary>Where everybody calls from; null: there is no network in between.</summary>
    public IPAddress? CallersAddress { get; init; }

    /// <summary>Services of the test's own; added before the API's, so that they win.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Endpoints of the test's own.</summary>
    public Action<IEndpointRouteBuilder>? Endpoints { get; init; }

    /// <summary>Makes a real embedded engine over the host's store; null: <see cref="FakeRunEngine"/>.</summary>
    public Func<Database, TimeProvider, LocalEngineBuilder>? RealEngine { get; init; }
}
