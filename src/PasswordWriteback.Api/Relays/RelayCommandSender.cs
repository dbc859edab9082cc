using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Relays;

/// <summary>
/// Signs commands for the active relay of their forest and puts them into its queue; every attempt is signed anew. A command that
/// writes stays with the relay that it went to first: a standby that is promoted meanwhile takes over reads only, for the first one
/// may have written already.
/// </summary>
/// <param name="relays">The relays.</param>
/// <param name="traffic">Where it is recorded that a command went out, before it does.</param>
/// <param name="queues">The queues.</param>
/// <param name="cloud">The cloud's name and keys.</param>
/// <param name="time">Dates signatures.</param>
/// <param name="logger">Where sending is logged.</param>
public sealed class RelayCommandSender(
    RelayStore relays, RelayTraffic traffic, IRelayQueues queues, CloudIdentity cloud, TimeProvider time, ILogger<RelayCommandSender> logger) : IRelayCommandSender
{
    private readonly CommandSigner _signer = new(cloud.Issuer, () => cloud.Keys.Signing, time);

    /// <inheritdoc/>
    /// <exception cref="QueueException">The queue did not take it; the activity is tried again.</exception>
    public async Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var command = attempt.Command;
        if (await AddresseeAsync(command, cancellationToken).ConfigureAwait(false) is not { } relay)
        {
            return false;
        }

        await traffic.CommandSentAsync(command, relay.RelayId, cancellationToken).ConfigureAwait(false);
        var message = _signer.Sign(command, relay.RelayId, attempt.Attempt);
        await queues.SendAsync(
            relay.CommandQueue,
            new QueueMessage(message.MessageId, message.Body)
            {
                CorrelationId = command.RunId,
                Label = command.GetType().Name,
                ContentType = "application/json",
                TimeToLive = EnvelopeLimits.CommandLifetime,
            },
            cancellationToken).ConfigureAwait(false);
        logger.LogInformation(
            "Command {Command} {MessageId} of run {RunId} went to relay {RelayId}", command.GetType().Name, message.MessageId, command.RunId, relay.RelayId);
        return true;
    }

    private async Task<RelayRecord?> AddresseeAsync(RelayCommand command, CancellationToken cancellationToken)
    {
        if (command is GrantPermissions or RevokePermissions or SetConnectWriteback
            && await traffic.FindCommandAsync(command.CommandId, cancellationToken).ConfigureAwait(false) is { } sent)
        {
            return await relays.FindAsync(sent.RelayId, cancellationToken).ConfigureAwait(false) is { State: not RelayState.Revoked } first ? first : null;
        }

        // Switch and log belong to the server that this run has read: a relay that was promoted since stands on another one.
        if (command is SetConnectWriteback or CollectEvidence { SeenElsewhere: null }
            && await traffic.FirstCommandAsync(command.RunId, command.Forest, cancellationToken).ConfigureAwait(false) is { } read)
        {
            return await relays.FindAsync(read.RelayId, cancellationToken).ConfigureAwait(false) is { State: not RelayState.Revoked } same ? same : null;
        }

        return await relays.ActiveAsync(command.TenantId, command.Forest, cancellationToken).ConfigureAwait(false);
    }
}
