using System.Globalization;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>
/// The local host's queues: what Service Bus does for the relay and the backend, in one SQLite file. Peek-lock, at least once,
/// first in first out as far as locks allow; no duplicate detection. What a call has returned is on disk and outlives the process.
/// </summary>
public sealed class QueueBroker : IAsyncDisposable
{
    private readonly QueueFile _file;
    private readonly TimeProvider _clock;
    private readonly Arrivals _arrivals = new();
    private readonly CancellationTokenSource _stopping = new();

    private QueueBroker(QueueFile file, TimeProvider clock)
    {
        _file = file;
        _clock = clock;
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Unavailable"/>: another process has it, or it is no queue file.</exception>
    public static Task<QueueBroker> OpenAsync(QueueBrokerOptions options, TimeProvider clock, CancellationToken cancellationToken = default) =>
        Task.Run(() => new QueueBroker(new QueueFile(options), clock), cancellationToken);

    /// <summary>Makes a queue, or changes the rules of one; its messages stay.</summary>
    public Task PutQueueAsync(QueueDefinition definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition.Check();
        return RunAsync(sql => QueueTable.Put(sql, definition), cancellationToken);
    }

    /// <summary>Removes a queue with its messages and keys; those who wait there are told that it is gone. False: there was none.</summary>
    public async Task<bool> RemoveQueueAsync(string queue, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        var removed = await RunAsync(sql => QueueTable.Remove(sql, path.Name), cancellationToken).ConfigureAwait(false);
        AnnounceBoth(path);
        return removed;
    }

    /// <summary>The names of all queues.</summary>
    public Task<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default) => RunAsync(QueueTable.List, cancellationToken);

    /// <summary>The key of this name with these rights; made, with a random key, when it is not there.</summary>
    /// <param name="queue">The queue; null: for all queues.</param>
    /// <param name="name">Name of the key.</param>
    /// <param name="rights">What tokens signed with it allow.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<SharedAccessRule> PutRuleAsync(string? queue, string name, QueueRights rights, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var scope = queue is null ? null : QueuePath.Parse(queue).Name;
        return RunAsync(sql => QueueTable.PutRule(sql, scope, name, rights), cancellationToken);
    }

    /// <summary>Removes a key: every token signed with it ends at once. False: there was none.</summary>
    public Task<bool> RemoveRuleAsync(string? queue, string name, CancellationToken cancellationToken = default)
    {
        var scope = queue is null ? null : QueuePath.Parse(queue).Name;
        return RunAsync(sql => QueueTable.RemoveRule(sql, scope, name), cancellationToken);
    }

    /// <summary>The key of this name: the queue's own, else the one for all queues, else null.</summary>
    public Task<SharedAccessRule?> FindRuleAsync(string queue, string name, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        return RunAsync(sql => QueueTable.FindRule(sql, path.Name, name), cancellationToken);
    }

    /// <summary>Puts a message at the end of a queue. On return it is on disk.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="QueueException">It was not sent.</exception>
    public async Task<long> SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken = default)
    {
        QueueLimits.Check(message);
        var path = QueuePath.Parse(queue);
        if (path.IsDeadLetters)
        {
            throw new QueueException(QueueFailure.Invalid, "Nobody sends to dead letters; messages end there.");
        }

        var number = await RunAsync(sql => MessageTable.Send(sql, path.Name, message, _clock.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        _arrivals.Announce(path);
        return number;
    }

    /// <summary>Locks the first free message, waiting for one if need be.</summary>
    /// <param name="queue">The queue, or <c>{queue}/$deadletterqueue</c>.</param>
    /// <param name="wait">How long to wait, a minute at most.</param>
    /// <param name="cancellationToken">Ends the wait; a message that was just being locked is given back.</param>
    /// <returns>The message; null: none came in time, or the broker is closing.</returns>
    /// <exception cref="QueueException">There is no such queue, or its file is in trouble.</exception>
    public async Task<ReceivedMessage?> ReceiveAsync(string queue, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        var deadline = _clock.GetUtcNow() + (wait < QueueLimits.LongestWait ? wait : QueueLimits.LongestWait);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrival = _arrivals.Next(path);
            var (message, nextUnlock) = await _file.RunAsync(sql => MessageTable.Receive(sql, path, _clock.GetUtcNow())).ConfigureAwait(false);
            if (message is not null && cancellationToken.IsCancellationRequested)
            {
                await AbandonAsync(queue, message, CancellationToken.None).ConfigureAwait(false);
                throw new OperationCanceledException(cancellationToken);
            }

            var until = nextUnlock < deadline ? nextUnlock.Value : deadline;
            if (message is not null || deadline <= _clock.GetUtcNow() || !await WaitAsync(arrival, until, cancellationToken).ConfigureAwait(false))
            {
                return message;
            }
        }
    }

    /// <summary>Takes a message off the queue for good. False: the lock is lost, it may be delivered again.</summary>
    public Task<bool> CompleteAsync(string queue, ReceivedMessage message, CancellationToken cancellationToken = default) =>
        CompleteAsync(queue, Reference(message), message.LockToken, cancellationToken);

    /// <summary>As the other, by message id or sequence number and lock.</summary>
    public Task<bool> CompleteAsync(string queue, string reference, Guid lockToken, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        return RunAsync(sql => MessageTable.Complete(sql, path, reference, lockToken, _clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Gives a message back, to be delivered again at once. False: the lock is lost.</summary>
    public Task<bool> AbandonAsync(string queue, ReceivedMessage message, CancellationToken cancellationToken = default) =>
        AbandonAsync(queue, Reference(message), message.LockToken, cancellationToken);

    /// <summary>As the other, by message id or sequence number and lock.</summary>
    public async Task<bool> AbandonAsync(string queue, string reference, Guid lockToken, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        var freed = await RunAsync(sql => MessageTable.Abandon(sql, path, reference, lockToken, _clock.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        AnnounceBoth(path);
        return freed;
    }

    /// <summary>Puts a message to the dead letters, with the reason. False: the lock is lost.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="message">The message, under its lock.</param>
    /// <param name="reason">Stable word.</param>
    /// <param name="description">One sentence for people.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> DeadLetterAsync(
        string queue, ReceivedMessage message, string reason, string description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var path = QueuePath.Parse(queue);
        var buried = await RunAsync(
            sql => MessageTable.DeadLetter(sql, path, Reference(message), message.LockToken, reason, description, _clock.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
        AnnounceBoth(path);
        return buried;
    }

    /// <summary>Makes the lock last its full time again, from now. False: it is lost.</summary>
    public Task<bool> RenewAsync(string queue, ReceivedMessage message, CancellationToken cancellationToken = default) =>
        RenewAsync(queue, Reference(message), message.LockToken, cancellationToken);

    /// <summary>As the other, by message id or sequence number and lock.</summary>
    public Task<bool> RenewAsync(string queue, string reference, Guid lockToken, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        return RunAsync(sql => MessageTable.Renew(sql, path, reference, lockToken, _clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>What a queue holds.</summary>
    public Task<QueueCounts> CountAsync(string queue, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        return RunAsync(sql => MessageTable.Count(sql, path.Name, _clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Drops the dead letters that arrived before a time; returns how many.</summary>
    public Task<int> PurgeDeadLettersAsync(string queue, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var path = QueuePath.Parse(queue);
        return RunAsync(sql => MessageTable.PurgeDeadLetters(sql, path.Name, before), cancellationToken);
    }

    /// <summary>Ends every wait with nothing, does what has come in, closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private static string Reference(ReceivedMessage message) => message.SequenceNumber.ToString(CultureInfo.InvariantCulture);

    /// <summary>The caller may give up waiting; what it asked for happens or not, as a whole.</summary>
    private Task<T> RunAsync<T>(Func<SqlSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _file.RunAsync(work).WaitAsync(cancellationToken);
    }

    private void AnnounceBoth(QueuePath path)
    {
        _arrivals.Announce(path with { IsDeadLetters = false });
        _arrivals.Announce(path with { IsDeadLetters = true });
    }

    /// <summary>Waits for an arrival or a time; false: the broker is closing.</summary>
    private async Task<bool> WaitAsync(Task arrival, DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        var left = until - _clock.GetUtcNow();
        var time = Task.Delay(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), _clock, over.Token);
        await Task.WhenAny(arrival, time).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        return !_stopping.IsCancellationRequested;
    }
}
