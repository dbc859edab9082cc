using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Queue;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Cloud;

/// <summary>
/// Access tokens for the two queues: one request brings both, and the cloud's list of keys with them. A token is handed out once:
/// who asks again wants a new one; who asks again long before its end was refused, and gets none that was laid by before that.
/// </summary>
public sealed class QueueAccess(RelayCloudClient cloud, CloudKeyRing keys, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Side _queue = new();
    private readonly Side _replies = new();

    /// <summary>Why there is no access at present, one sentence; null when there is.</summary>
    public string? Trouble { get; private set; }

    /// <summary>A token to listen to the relay's own queue.</summary>
    /// <exception cref="QueueException">There is none: the cloud is away, or refuses this relay.</exception>
    public ValueTask<SasToken> ForQueueAsync(CancellationToken cancellationToken) => GetAsync(_queue, cancellationToken);

    /// <summary>A token to send to the queue of answers.</summary>
    /// <exception cref="QueueException">There is none: the cloud is away, or refuses this relay.</exception>
    public ValueTask<SasToken> ForRepliesAsync(CancellationToken cancellationToken) => GetAsync(_replies, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async ValueTask<SasToken> GetAsync(Side side, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!Lasts(side.Given, SasTokenCache.Margin) && Lasts(side.LaidBy, RelayLimits.TokenRenewal))
            {
                return side.Take();
            }

            var answer = await cloud.GetTokenAsync(keys.GoodIds, cancellationToken).ConfigureAwait(false);
            _queue.LaidBy = new SasToken(answer.Sas.Queue, answer.ExpiresAt);
            _replies.LaidBy = new SasToken(answer.Sas.Replies, answer.ExpiresAt);
            await AdoptAsync(answer.CloudKeysSigned, cancellationToken).ConfigureAwait(false);
            Trouble = null;
            return side.Take();
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

    private bool Lasts(SasToken? token, TimeSpan longer) => token is not null && token.ExpiresAt - time.GetUtcNow() > longer;

    private async Task AdoptAsync(SignedMessage? list, CancellationToken cancellationToken)
    {
        try
        {
            if (list is not null && await keys.AdoptAsync(list, cloud.TokenAddress, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                RelayLog.KeysRefused(logger, refusal);
            }
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            RelayLog.KeysNotKept(logger, trouble.Message);
        }
    }

    private sealed class Side
    {
        public SasToken? LaidBy { get; set; }

        public SasToken? Given { get; private set; }

        public SasToken Take()
        {
            (Given, LaidBy) = (LaidBy, null);
            return Given!;
        }
    }
}
