using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>What the store knows, as far as answers are judged by it.</summary>
internal sealed class RelayRecords(RelayStore relays, RelayTraffic traffic) : IRelayRecords
{
    public async ValueTask<EnrolledRelay?> FindRelayAsync(Guid relayId, CancellationToken cancellationToken) =>
        await relays.FindAsync(relayId, cancellationToken).ConfigureAwait(false) is { State: not RelayState.Revoked } relay
            ? new EnrolledRelay(relay.TenantId, relay.RelayId, relay.Key)
            : null;

    public async ValueTask<SentCommand?> FindCommandAsync(Guid commandId, CancellationToken cancellationToken) =>
        await traffic.FindCommandAsync(commandId, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> SeenAsync(string messageId, CancellationToken cancellationToken) =>
        await traffic.SeenAsync(messageId, cancellationToken).ConfigureAwait(false);
}
