using Azure.Core;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PasswordWriteback.Api;
using PasswordWriteback.Api.Background;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Relays;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Functions.Hosting;

/// <summary>Wires the backend together: store, Graph, queues, API, Durable Task.</summary>
internal static class Backend
{
    private static readonly TokenRequestContext DatabaseScope = new(["https://ossrdbms-aad.database.windows.net/.default"]);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    /// <summary>Runs are erased with their rows; this is for histories that a kill left behind, and longer than a run may last after its begin.</summary>
    private static readonly TimeSpan HistoriesKept = RunRetention.Keep + TimeSpan.FromDays(31);

    private static string Issuer(FunctionsSettings settings) => $"password-writeback:{settings.CloudId:D}";

    /// <summary>Opens the store, unless it belongs to another backend.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public static async Task<Database> OpenStoreAsync(FunctionsSettings settings, TokenCredential identity, CancellationToken cancellationToken)
    {
        var options = DatabaseOptions.PostgreSql(settings.Database);
        if (new NpgsqlConnectionStringBuilder(settings.Database).Password is null)
        {
            options = options with { Password = async token => (await identity.GetTokenAsync(DatabaseScope, token).ConfigureAwait(false)).Token };
        }

        var database = await Database.OpenAsync(options, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var owner = await new EngineClaim(database).ClaimAsync(Issuer(settings), cancellationToken).ConfigureAwait(false);
        return owner == Issuer(settings)
            ? database
            : throw new InvalidOperationException($"The database belongs to the backend '{owner}'; PWB_CloudId says '{settings.CloudId}'. Two backends on one database would take each other's runs for lost: give this one a database of its own, or the CloudId it had before.");
    }

    public static IServiceCollection AddBackend(this IServiceCollection services, FunctionsSettings settings, TokenCredential identity, Database database)
    {
        foreach (var bus in settings.ServiceBus)
        {
            services.AddSingleton<IServiceBusNamespace>(provider => provider.GetRequiredService<Func<ServiceBusSettings, AzureNamespace>>()(bus));
        }

        return services
            .AddSingleton(TimeProvider.System)
            .AddStorage(database)
            .AddSingleton<PatientPorts>()
            .AddSingleton<ITenantGraphs>(provider => TenantGraphs.Create(
                settings.Graph, TimeProvider.System, provider.GetRequiredService<ILoggerFactory>(), TrustedAuthority.Handler(settings.Graph)))
            .AddSingleton<Func<ServiceBusSettings, AzureNamespace>>(bus =>
                new AzureNamespace(bus, new ServiceBusClient(bus.Address.Host, identity), new ServiceBusAdministrationClient(bus.Address.Host, identity)))
            .AddSingleton<IRelayQueues, ServiceBusQueues>()
            .AddSingleton(_ => new SecretClient(settings.KeyVault, identity))
            .AddSingleton<CloudKeyVault>()
            .AddHostedService(provider => provider.GetRequiredService<CloudKeyVault>())
            .AddSingleton(provider => new CloudIdentity(Issuer(settings), provider.GetRequiredService<CloudKeyVault>().Keys, TimeProvider.System))
            .AddSingleton<DurableRunEngine>()
            .AddSingleton<IRunEngine>(provider => provider.GetRequiredService<DurableRunEngine>())
            .AddSingleton(new ScheduleOptions { MaxRunningChecks = settings.MaxRunningChecks })
            .AddSingleton(new NotificationOptions { Url = NotificationOptions.Below(settings.PublicUrl) })
            .AddPasswordWritebackApi(Api(settings))
            .AddSingleton(provider => provider.BuildPasswordWritebackApi())
            .AddRound<CloudKeyVault>("roll of keys", Seldom, (work, token) => work.RollAsync(token))
            .AddRound<RelayQueueUpkeep>("upkeep of queues", Seldom, (work, token) => work.RunOnceAsync(token))
            .AddRound<RelayTraffic>("erasure of remembered messages", Seldom, (work, token) => work.SweepAsync(token))
            .AddRound<DurableRunEngine>("erasure of histories", Seldom, (work, token) => work.PurgeBeforeAsync(TimeProvider.System.GetUtcNow() - HistoriesKept, token));
    }

    private static ApiOptions Api(FunctionsSettings settings)
    {
        var cloud = GraphIdentity.Cloud(settings.Graph);
        return new ApiOptions
        {
            Issuer = settings.Issuer,
            Audiences = [settings.Audience],
            MetadataHandler = settings.IssuerCaFile is { } ca ? TrustedAuthority.Handler(ca, nameof(settings.IssuerCaFile)) : null,
            PublicUrl = settings.PublicUrl,
            Consent = settings.Graph.ClientId is { } client
                ? new ConsentOptions { ClientId = client, Authority = cloud.Authority, Graph = cloud.Graph, AuthorityHandler = TrustedAuthority.Handler(settings.Graph) }
                : null,
        };
    }
}
