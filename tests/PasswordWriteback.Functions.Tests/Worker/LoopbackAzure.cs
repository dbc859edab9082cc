using System.Diagnostics;
using System.Net.Http.Json;
using Azure;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasswordWriteback.Functions.Hosting;
using PasswordWriteback.Functions.Relays;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>
/// Puts the clients of Azure's services that are not here into the worker as it is built, in its own process, by the surface that
/// they are published with. All else of the worker that runs is the one that is deployed.
/// </summary>
internal static class LoopbackAzure
{
    /// <summary>The environment variable with the address of <see cref="Loopback.LoopbackServiceBus"/>.</summary>
    public const string BusVariable = "PASSWORD_WRITEBACK_LOOPBACK_BUS";

    public static void Install() => DiagnosticListener.AllListeners.Subscribe(new HostBuilding());

    private static void Add(IServiceCollection services)
    {
        var http = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable(BusVariable)!) };
        services
            .AddSingleton<Func<ServiceBusSettings, AzureNamespace>>(_ => bus => new AzureNamespace(bus, new Client(http), new Administration(http)))
            .AddSingleton<SecretClient>(new Vault());
    }

    private sealed class Client(HttpClient http) : ServiceBusClient
    {
        public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(http, queueOrTopicName);
    }

    private sealed class Sender(HttpClient http, string queue) : ServiceBusSender
    {
        public override async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            var properties = message.ApplicationProperties.ToDictionary(property => property.Key, property => (string)property.Value, StringComparer.Ordinal);
            using var answer = await http.PostAsJsonAsync(
                $"queues/{queue}",
                new LoopbackMessage(
                    message.MessageId!, message.Body.ToArray(), message.CorrelationId, message.Subject, message.ContentType, message.TimeToLive.TotalSeconds, properties),
                cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new ServiceBusException(await answer.Content.ReadAsStringAsync(cancellationToken), ServiceBusFailureReason.MessagingEntityNotFound);
            }
        }

#pragma warning disable CA2215 // A client made for tests has no connection that its base could close.
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CA2215
    }

    private sealed class Administration(HttpClient http) : ServiceBusAdministrationClient
    {
        public override async Task<Response<QueueProperties>> CreateQueueAsync(CreateQueueOptions options, CancellationToken cancellationToken = default)
        {
            using var answer = await http.PutAsync($"queues/{options.Name}", content: null, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return Response.FromValue<QueueProperties>(null!, null!);
        }

        public override async Task<Response> DeleteQueueAsync(string name, CancellationToken cancellationToken = default)
        {
            using var answer = await http.DeleteAsync($"queues/{name}", cancellationToken);
            answer.EnsureSuccessStatusCode();
            return null!;
        }

        public override AsyncPageable<QueueProperties> GetQueuesAsync(CancellationToken cancellationToken = default) =>
            new Queues(http);
    }

    private sealed class Queues(HttpClient http) : AsyncPageable<QueueProperties>
    {
        public override async IAsyncEnumerable<Page<QueueProperties>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            var names = await http.GetFromJsonAsync<string[]>("queues");
            yield return Page<QueueProperties>.FromValues([.. names!.Select(name => ServiceBusModelFactory.QueueProperties(name))], continuationToken: null, null!);
        }
    }

    private sealed class Vault : SecretClient
    {
        private readonly Dictionary<string, KeyVaultSecret> _versions = new(StringComparer.Ordinal);

        public override AsyncPageable<SecretProperties> GetPropertiesOfSecretVersionsAsync(string name, CancellationToken cancellationToken = default) =>
            AsyncPageable<SecretProperties>.FromPages([Page<SecretProperties>.FromValues([.. _versions.Values.Select(secret => secret.Properties)], continuationToken: null, null!)]);

        public override Task<Response<KeyVaultSecret>> GetSecretAsync(string name, string? version, CancellationToken cancellationToken) =>
            Task.FromResult(Response.FromValue(_versions[version!], null!));

        public override Task<Response<KeyVaultSecret>> SetSecretAsync(string name, string value, CancellationToken cancellationToken = default)
        {
            var version = Guid.NewGuid().ToString("N");
            var id = new Uri($"https://vault.example/secrets/{name}/{version}");
            var secret = SecretModelFactory.KeyVaultSecret(
                SecretModelFactory.SecretProperties(id, new Uri("https://vault.example"), name, version, managed: false, keyId: null, createdOn: TimeProvider.System.GetUtcNow()), value);
            _versions[version] = secret;
            return Task.FromResult(Response.FromValue(secret, null!));
        }
    }

    private sealed class HostBuilding : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
            {
                host.ConfigureServices(Add);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
