using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Cloud;

/// <summary>
/// Access tokens for the two queues: one request brings both, and the cloud's list of keys with them. A token is handed out once:
/// who asks again wants a new one.
/// </summary>
public sealed class QueueAccess(RelayCloudClient cloud, CloudKeyRing keys, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private SasToken? _queue;
    private SasToken? _replies;

    /// <summary>Why there is no access at present, one sentence; null when there is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>A token to listen to the relay's own queue.</summary>
    /// <exception cref="QueueException">There is none: the cloud is away, or refuses this relay.</exception>
    public ValueTask<SasToken> ForQueueAsync(CancellationToken cancellationToken) => GetAsync(() => Interlocked.Exchange(ref _queue, null), cancellationToken);

    /// <summary>A token to send to the queue of answers.</summary>
    /// <exception cref="QueueException">There is none: the cloud is away, or refuses this relay.</exception>
    public ValueTask<SasToken> ForRepliesAsync(CancellationToken cancellationToken) => GetAsync(() => Interlocked.Exchange(ref _replies, null), cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async ValueTask<SasToken> GetAsync(Func<SasToken?> take, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (take() is { } ready && ready.ExpiresAt - time.GetUtcNow() > RelayLimits.TokenRenewal)
            {
                return ready;
            }

            var answer = await cloud.GetTokenAsync(keys.GoodIds, cancellationToken).ConfigureAwait(false);
            _queue = new SasToken(answer.Sas.Queue, answer.ExpiresAt);
            _replies = new SasToken(answer.Sas.Replies, answer.ExpiresAt);
            if (answer.CloudKeysSigned is { } list && await keys.AdoptAsync(list, cloud.TokenAddress, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                RelayLog.KeysRefused(logger, refusal);
            }

            Trouble = null;
            return take()!;
        }
        catch (CloudException fault)
        {
            Trouble = fault.Message;
            throw new QueueException(
                fault.Fault == CloudFault.Refused ? QueueFailure.Unauthorized : QueueFailure.Unavailable, $"There is no access to the queues: {fault.Message} {fault.Remedy}", fault);
        }
        finally
        {
            _one.Release();
        }
    }
}
