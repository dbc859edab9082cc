using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>
/// The broker's file: one connection, one thread. What has come in while the last transaction was being synced goes to disk
/// together in the next; each caller hears of its outcome when it is there.
/// </summary>
internal sealed class QueueFile : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly BlockingCollection<Work> _work = [];
    private readonly SqliteConnection _connection;
    private readonly SqlSession _sql;
    private readonly string _name;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueueFile(QueueBrokerOptions options)
    {
        _name = options.Path ?? "in memory";
        _connection = QueueSchema.Open(options);
        _sql = new SqlSession(_connection);
        new Thread(Run) { IsBackground = true, Name = "Queue" }.Start();
    }

    /// <summary>Runs <paramref name="work"/> in a transaction that it may share with others. What it throws of its own accord must come before its first write.</summary>
    /// <exception cref="QueueException">Its own, or <see cref="QueueFailure.Unavailable"/>: nothing was written.</exception>
    public Task<T> RunAsync<T>(Func<SqlSession, T> work)
    {
        var item = new Work<T>(work);
        try
        {
            _work.Add(item);
        }
        catch (InvalidOperationException)
        {
            throw new QueueException(QueueFailure.Unavailable, "The queue is closed: this process is stopping.");
        }

        return item.Outcome;
    }

    /// <summary>Does what has come in, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _closed.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var batch = new List<Work>(MaxBatch);
        foreach (var first in _work.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _work.TryTake(out var next))
            {
                batch.Add(next);
            }

            Commit(batch);
            batch.Clear();
        }

        _sql.Dispose();
        _connection.Dispose();
        _closed.SetResult();
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            _sql.Execute("BEGIN IMMEDIATE");
            batch.ForEach(w => w.Do(_sql));
            _sql.Execute("COMMIT");
        }
#pragma warning disable CA1031 // Whatever it was belongs to the callers, not to the queue's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RollBack();
            var failure = e is SqliteException
                ? new QueueException(QueueFailure.Unavailable, $"The queue file '{_name}' cannot be written: {e.Message} Nothing was changed; it goes on when the cause is gone.", e)
                : e;
            batch.ForEach(w => w.Fail(failure));
            return;
        }

        batch.ForEach(w => w.Settle());
    }

    private void RollBack()
    {
        try
        {
            _sql.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself.
        }
    }

    private abstract class Work
    {
        public abstract void Do(SqlSession sql);

        public abstract void Settle();

        public abstract void Fail(Exception exception);
    }

    private sealed class Work<T>(Func<SqlSession, T> work) : Work
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private QueueException? _refusal;

        public Task<T> Outcome => _outcome.Task;

        public override void Do(SqlSession sql)
        {
            try
            {
                _result = work(sql);
            }
            catch (QueueException e)
            {
                _refusal = e;
            }
        }

        public override void Settle()
        {
            if (_refusal is not null)
            {
                _outcome.SetException(_refusal);
            }
            else
            {
                _outcome.SetResult(_result!);
            }
        }

        public override void Fail(Exception exception) => _outcome.SetException(_refusal ?? exception);
    }
}
