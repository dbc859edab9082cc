using Azure.Core;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PasswordWriteback.Api;
using PasswordWriteback.Api.Consent;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Http;
using PasswordWriteback.Functions.Relays;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Functions.Hosting;

/// <summary>Wires the backend together: store, Graph, queues, API, Durable Task.</summary>
internal static class Backend
{
    private static readonly TokenRequestContext DatabaseScope = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    /// <summary>The name of this cloud in signed commands.</summary>
    public static string Issuer(FunctionsSettings settings) => $"password-writeback:{settings.CloudId:D}";

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
            : throw new InvalidOperationException(
                $"The database belongs to the backend '{owner}'; PWB_CloudId says '{settings.CloudId}'. Two backends on one database would take each other's runs for lost: give this one a database of its own, or the CloudId it had before.");
    }

    public static IServiceCollection AddBackend(this IServiceCollection services, FunctionsSettings settings, TokenCredential identity, Database database)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddStorage(database);
        services.AddSingleton<PatientPorts>();
        services.AddSingleton<ITenantGraphs>(provider => TenantGraphs.Create(
            settings.Graph, TimeProvider.System, provider.GetRequiredService<ILoggerFactory>(), TrustedAuthority.Handler(settings.Graph)));
        var bus = settings.ServiceBus.Single();
        services.AddSingleton(bus);
        services.AddSingleton(_ => new ServiceBusClient(bus.Address.Host, identity));
        services.AddSingleton(_ => new ServiceBusAdministrationClient(bus.Address.Host, identity));
        services.AddSingleton<IRelayQueues, AzureRelayQueues>();
        services.AddSingleton(_ => new SecretClient(settings.KeyVault, identity));
        services.AddSingleton<VaultKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<VaultKeys>());
        services.AddSingleton(provider => new CloudIdentity(Issuer(settings), provider.GetRequiredService<VaultKeys>().Keys, TimeProvider.System));
        services.AddSingleton<DurableRunEngine>();
        services.AddSingleton<IRunEngine>(provider => provider.GetRequiredService<DurableRunEngine>());
        services.AddSingleton(new ScheduleOptions { MaxRunningChecks = settings.MaxRunningChecks });
        services.AddSingleton(new NotificationOptions { Url = NotificationUrl(settings.PublicUrl) });
        services.AddPasswordWritebackApi(Api(settings));
        services.AddSingleton<ApiPipeline>();
        return services;
    }

    // Graph calls back over HTTPS only; a development machine without it has the daily look at licences.
    private static Uri? NotificationUrl(Uri publicUrl) =>
        publicUrl.Scheme == Uri.UriSchemeHttps ? new Uri($"{publicUrl.AbsoluteUri.TrimEnd('/')}{NotificationEndpoints.Path}") : null;

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
