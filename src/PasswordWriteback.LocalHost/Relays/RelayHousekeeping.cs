using PasswordWriteback.Api.Relays;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Keys;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>
/// What relays leave behind is erased, and the cloud's keys are rolled.
/// </summary>
/// <param name="broker">The queues.</param>
/// <param name="upkeep">Makes queues fit the relays.</param>
/// <param name="traffic">What is remembered of messages.</param>
/// <param name="files">The keys in their folder.</param>
/// <param name="cloud">The keys in use.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told.</param>
internal sealed partial class RelayHousekeeping(
    QueueBroker broker,
    RelayQueueUpkeep upkeep,
    RelayTraffic traffic,
    CloudKeyFiles files,
    CloudIdentity cloud,
    TimeProvider time,
    ILogger<RelayHousekeeping> logger)
{
    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Age at which the newest key gets a successor.</summary>
    public static readonly TimeSpan KeyAge = TimeSpan.FromDays(90);

    /// <summary>How long dead letters are kept.</summary>
    public static readonly TimeSpan DeadLetterAge = TimeSpan.FromDays(7);

    /// <summary>One round.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        RollKeys();
        var erased = await traffic.SweepAsync(cancellationToken).ConfigureAwait(false);
        await upkeep.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        var dropped = 0;
        foreach (var queue in await broker.ListQueuesAsync(cancellationToken).ConfigureAwait(false))
        {
            dropped += await broker.PurgeDeadLettersAsync(queue, time.GetUtcNow() - DeadLetterAge, cancellationToken).ConfigureAwait(false);
            if ((await broker.CountAsync(queue, cancellationToken).ConfigureAwait(false)).DeadLetters is > 0 and var left)
            {
                DeadLetters(logger, queue, left, DeadLetterAge.Days);
            }
        }

        if (erased > 0 || dropped > 0)
        {
            Swept(logger, erased, dropped);
        }
    }

    private void RollKeys()
    {
        files.Refresh(cloud.Keys);
        if (time.GetUtcNow() - cloud.Keys.NewestAt >= KeyAge)
        {
            files.Roll(cloud.Keys);
            Rolled(logger, cloud.Keys.Published[^1].Kid, time.GetUtcNow() + CloudKeys.Lead);
        }
    }

    [LoggerMessage(LogLevel.Information, "Relays: {Erased} rows and {Dropped} dead letters erased.")]
    private static partial void Swept(ILogger logger, int erased, int dropped);

    [LoggerMessage(LogLevel.Warning, "Queue '{Queue}' has {Left} dead letters: messages that were delivered again and again and never taken. The log of those times says why; they are erased after {Days} days.")]
    private static partial void DeadLetters(ILogger logger, string queue, long left, int days);

    [LoggerMessage(LogLevel.Information, "A new key {KeyId} was made for signing commands; it signs from {From} on.")]
    private static partial void Rolled(ILogger logger, string keyId, DateTimeOffset from);
}
