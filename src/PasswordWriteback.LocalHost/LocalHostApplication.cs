using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PasswordWriteback.Api;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Local;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Background;
using PasswordWriteback.LocalHost.Listening;
using PasswordWriteback.LocalHost.Relays;
using PasswordWriteback.LocalHost.ServiceBus;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.State;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.LocalHost;

/// <summary>The whole backend in one process: store, engine, Graph, HTTP API, wired together.</summary>
public sealed class LocalHostApplication : IAsyncDisposable
{
    private readonly Database _database;
    private HttpMessageHandler? _handler;
    private TenantGraphs? _graphs;
    private LocalEngine? _engine;
    private QueueBroker? _broker;
    private WebApplication? _web;

    private LocalHostApplication(Database database) => _database = database;

    /// <summary>The web application: not started yet.</summary>
    public WebApplication Web => _web!;

    /// <summary>The token of this host; null with an issuer.</summary>
    public LocalToken? Token { get; private set; }

    /// <summary>For tests: the engine.</summary>
    internal LocalEngine Engine => _engine!;

    /// <summary>Opens store and engine, and builds the web application; unfinished runs go on from here.</summary>
    /// <exception cref="SettingsException">The settings do not allow it.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be opened.</exception>
    /// <exception cref="JournalInUseException">Another host uses the data folder.</exception>
    /// <exception cref="JournalUnavailableException">The engine's journal cannot be opened.</exception>
    public static async Task<LocalHostApplication> BuildAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var urls = ListenRules.Read(options.Settings);
        var folder = DataFolder.Open(options.DataFolder);
        var token = options.Settings.Issuer is null ? LocalToken.Open(folder) : null;
        var where = options.Settings.Database is { } connection
            ? DatabaseOptions.PostgreSql(connection)
            : DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "store.db"));
        var database = await OpenAsync(where, options.Time, cancellationToken).ConfigureAwait(false);
        var application = new LocalHostApplication(database) { Token = token };
        try
        {
            await ClaimAsync(database, folder, cancellationToken).ConfigureAwait(false);
            application._broker = await OpenQueuesAsync(folder, options.Time, cancellationToken).ConfigureAwait(false);
            application.BuildWeb(options, urls, folder);
            await application.StartEngineAsync(options, folder, cancellationToken).ConfigureAwait(false);
            return application;
        }
        catch (GraphIdentityException refused)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new SettingsException(refused.Message, refused);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops in the reverse order: no more requests, no more turns of runs, then the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.DisposeAsync().ConfigureAwait(false);
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync().ConfigureAwait(false);
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync().ConfigureAwait(false);
        }

        _graphs?.Dispose();
        _handler?.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<Database> OpenAsync(DatabaseOptions where, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await Database.OpenAsync(where, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException malformed)
        {
            throw new SettingsException(
                "Database (or --database, or the text in DatabaseFile) cannot be read. Write it like Host=…;Port=…;Database=…;Username=…;Password=…; "
                + "values with a semicolon stand in quotes.",
                malformed);
        }
    }

    private static ApiOptions Api(LocalHostSettings settings, LocalToken? token, HttpMessageHandler? authority) => new()
    {
        Issuer = settings.Issuer,
        Audiences = settings.Audience is { } audience ? [audience] : [],
        MetadataHandler = settings.IssuerCaFile is { } ca ? TrustedAuthority.Handler(ca, nameof(settings.IssuerCaFile)) : null,
        LocalToken = token?.Value,
        Consent = Consent(settings.Graph, authority),
        PublicUrl = settings.PublicUrl,
    };

    private static NotificationOptions Notifications(LocalHostSettings settings)
    {
        if (settings.NotificationUrl is { } url && !NotificationOptions.IsUsable(url))
        {
            throw new SettingsException(
                $"NotificationUrl: Microsoft Graph notifies HTTPS addresses only, without query: https://…{NotificationEndpoints.Path}. Leave it away when Graph cannot reach this host.");
        }

        return settings.NotificationWindow > TimeSpan.Zero && settings.NotificationWindow <= TimeSpan.FromDays(1)
            ? new NotificationOptions { Url = settings.NotificationUrl, Window = settings.NotificationWindow }
            : throw new SettingsException("NotificationWindow is more than 0 and at most a day, such as 00:10:00.");
    }

    private static ConsentOptions? Consent(GraphIdentityOptions settings, HttpMessageHandler? authority)
    {
        var cloud = GraphIdentity.Cloud(settings);
        return settings.ClientId is { } client
            ? new ConsentOptions { ClientId = client, Authority = cloud.Authority, Graph = cloud.Graph, AuthorityHandler = authority }
            : null;
    }

    private static async Task ClaimAsync(Database database, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var name = RelayHosting.Issuer(folder);
        var owner = await new EngineClaim(database).ClaimAsync(name, cancellationToken).ConfigureAwait(false);
        if (owner != name)
        {
            throw new SettingsException(
                $"The database belongs to the host of another data folder, the one whose file cloud-id says '{owner}'; here it says '{name}'. "
                + "Two hosts on one database would take each other's runs for lost: give this one a database of its own, or that folder. docs/operations.md says what to do when that folder is gone.");
        }
    }

    private static async Task<QueueBroker> OpenQueuesAsync(DirectoryInfo folder, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await QueueBroker.OpenAsync(
                new QueueBrokerOptions { Path = Path.Combine(folder.FullName, "queues.db") }, time, cancellationToken).ConfigureAwait(false);
        }
        catch (QueueException unusable)
        {
            throw new SettingsException($"The queues of relays cannot be opened. {unusable.Message}", unusable);
        }
    }

    private static X509Certificate2? Certificate(LocalHostSettings settings)
    {
        try
        {
            return settings.TlsCertificateFile is { } file ? X509Certificate2.CreateFromPemFile(file, settings.TlsKeyFile) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"TlsCertificateFile, TlsKeyFile: no PEM certificate with its key. {unreadable.Message}", unreadable);
        }
    }

    private void BuildWeb(LocalHostOptions options, string[] urls, DirectoryInfo folder)
    {
        _handler = options.GraphHandler ?? TrustedAuthority.Handler(options.Settings.Graph);
        var api = Api(options.Settings, Token, _handler);
        if (api is { Issuer: not null, Audiences.Count: 0 })
        {
            throw new SettingsException("Issuer needs Audience: without one, tokens for other services would be accepted.");
        }

        var certificate = Certificate(options.Settings);
        GraphIdentity.Credential(options.Settings.Graph, options.Time); // refuses settings before anything starts
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        options.Logging?.Invoke(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(urls).ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Apply(kestrel, api.MaxBodyBytes, options.HeadersTimeout);
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddStorage(_database);
        builder.Services.AddRelayHosting(folder, _broker!, options.Settings.PublicUrl, options.Time);
        builder.Services.AddSingleton<ITenantGraphs>(services => _graphs = TenantGraphs.Create(
            options.Settings.Graph, TimeProvider.System, services.GetRequiredService<ILoggerFactory>(), _handler, options.ReportClock));
        builder.Services.AddSingleton<IRunEngine>(_ => new LocalRunEngine(_engine!));
        builder.Services.AddSingleton(Notifications(options.Settings));
        builder.Services.AddPasswordWritebackApi(api);
        builder.Services.AddBackgroundWork();
        if (options.Relays is { } relays)
        {
            builder.Services.AddSingleton(relays);
        }

        options.Services?.Invoke(builder.Services);
        _web = builder.Build();
        _web.MapServiceBus(_broker!, new ServiceBusOptions { Address = options.Settings.PublicUrl is { } url ? RelayHosting.QueuesAt(url.AbsoluteUri) : null });
        _web.UsePasswordWritebackApi();
        _web.MapPasswordWritebackApi();
    }

    private async Task StartEngineAsync(LocalHostOptions options, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var services = Web.Services;
        var ports = ActivatorUtilities.CreateInstance<PatientPorts>(services, options.Time);
        _engine = await new LocalEngineBuilder(new LocalEngineOptions
        {
            Json = new JsonSerializerOptions(OrchestrationJson.Default.Options),
            DatabasePath = DataFolder.PrivateFile(folder, "engine.db"),
            Clock = options.Time,
            LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
            Retention = RunRetention.Keep + TimeSpan.FromDays(1),
        })
            .AddEnableWriteback(
                services.GetRequiredService<ITenantGraphs>(), forests: ports, relays: ports, reports: ports, attestations: ports)
            .StartAsync(cancellationToken).ConfigureAwait(false);
    }
}
