using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>Registers the relays' side of the API. The host brings <see cref="IRelayQueues"/> and a <see cref="CloudIdentity"/>.</summary>
internal static class RelayServices
{
    public static IServiceCollection AddRelays(this IServiceCollection services) => services
        .AddSingleton<RelayAddress>()
        .AddSingleton<RelayRates>()
        .AddSingleton<RelayRevocation>()
        .AddSingleton<RelayAnswers>()
        .AddSingleton<AnswerIntake>()
        .AddSingleton<RelayQueueUpkeep>()
        .AddSingleton<IRelayCommandSender, RelayCommandSender>()
        .AddSingleton<ITenantResource, TenantRelays>()
        .AddSingleton(provider =>
        {
            var traffic = provider.GetRequiredService<RelayTraffic>();
            return new ProofVerifier(
                async (id, until, cancellationToken) => await traffic.RememberAsync(id, until, cancellationToken).ConfigureAwait(false),
                provider.GetRequiredService<TimeProvider>());
        });
}
