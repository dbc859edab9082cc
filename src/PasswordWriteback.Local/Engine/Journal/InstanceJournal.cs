using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>
/// The journal: one connection, one thread. Whatever turns have come in while the last batch was being synced go to disk
/// together in the next; queries run between two batches.
/// </summary>
internal sealed class InstanceJournal : IAsyncDisposable
{
    private const int MaxBatch = 512;
    private const int RetryAfterMilliseconds = 1000;

    private readonly BlockingCollection<object> _work = [];
    private readonly CancellationTokenSource _abandon = new();
    private readonly SqliteConnection _connection;
    private readonly JournalWriter _writer;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InstanceJournal(LocalEngineOptions options, ILogger logger)
    {
        _name = options.DatabasePath ?? "in memory";
        _logger = logger;
        _connection = JournalSchema.Open(options.DatabasePath);
        _writer = new JournalWriter(_connection, options.Faults);
        new Thread(Run) { IsBackground = true, Name = "Journal" }.Start();
    }

    /// <summary>Why nothing can be written at present; null when all is well.</summary>
    public string? Stalled { get; private set; }

    /// <summary>Writes a turn with the next batch. Its <see cref="JournalEntry.Outcome"/> comes when it is on disk.</summary>
    /// <exception cref="ObjectDisposedException">The journal is closed.</exception>
    public Task<bool> AppendAsync(JournalEntry entry)
    {
        Enqueue(entry);
        return entry.Outcome;
    }

    /// <summary>Runs a query, or a transaction of its own, between two batches.</summary>
    /// <exception cref="JournalUnavailableException">It failed.</exception>
    public Task<T> QueryAsync<T>(Func<SqliteConnection, T> query)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Action(() =>
        {
            try
            {
                result.SetResult(query(_connection));
            }
            catch (SqliteException e)
            {
                result.SetException(new JournalUnavailableException($"The journal '{_name}' could not be read: {e.Message}.", e));
            }
#pragma warning disable CA1031 // Whatever it was belongs to the caller, not to the journal's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                result.SetException(e);
            }
        }));
        return result.Task;
    }

    /// <summary>Writes what has come in, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _closed.Task.ConfigureAwait(false);
        _abandon.Dispose();
    }

    /// <summary>Closes the file without writing anything more, as a crash would.</summary>
    public async Task AbandonAsync()
    {
        await _abandon.CancelAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    private void Enqueue(object work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(LocalEngine), "The engine is stopped.");
        }
    }

    private void Run()
    {
        var batch = new List<JournalEntry>();
        var queries = new Queue<Action>();
        try
        {
            while (!_work.IsCompleted)
            {
                TakeWork(batch, queries);
                TryCommit(batch);
                while (queries.TryDequeue(out var query))
                {
                    query();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HostAbandonedException)
        {
            // Abandoned: what is not committed is gone, as in a crash.
        }
        finally
        {
            _writer.Dispose();
            _connection.Dispose();
            _closed.SetResult();
        }
    }

    /// <summary>Waits for work and takes all there is; with a batch left over from a failed commit it waits only until the next try.</summary>
    private void TakeWork(List<JournalEntry> batch, Queue<Action> queries)
    {
        var wait = batch.Count == 0 ? Timeout.Infinite : RetryAfterMilliseconds;
        for (var more = _work.TryTake(out var work, wait, _abandon.Token); more; more = batch.Count < MaxBatch && _work.TryTake(out work))
        {
            if (work is JournalEntry entry)
            {
                batch.Add(entry);
            }
            else
            {
                queries.Enqueue((Action)work!);
            }
        }
    }

    /// <summary>A batch that cannot be written is kept and tried again: its turns have happened, and results are never thrown away.</summary>
    private void TryCommit(List<JournalEntry> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            _writer.Commit(batch);
        }
        catch (SqliteException e)
        {
            if (Stalled is null)
            {
                EngineLog.JournalStalled(_logger, _name, e.Message, e);
            }

            Stalled = $"The journal '{_name}' cannot be written: {e.Message}. Nothing is lost; it goes on as soon as the cause is removed.";
            return;
        }

        if (Stalled is not null)
        {
            Stalled = null;
            EngineLog.JournalResumed(_logger, _name);
        }

        batch.ForEach(e => e.Settle());
        batch.Clear();
    }
}
