using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Journal;

namespace PasswordWriteback.Local.Engine;

/// <summary>
/// The embedded engine: runs orchestrators durably in this process, on one SQLite file. What a call has returned for is on
/// disk. Made by <see cref="LocalEngineBuilder"/>; the client operations are in the other part of this class.
/// </summary>
public sealed partial class LocalEngine : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly InFlightWork _inFlight = new();
    private readonly StatusFeed _feed = new();
    private readonly LocalEngineOptions _options;
    private readonly OrchestratorRegistry _orchestrators;
    private readonly InstanceJournal _journal;
    private readonly TimerQueue _timers;
    private readonly ActivityRunner _activities;
    private readonly EngineServices _services;
    private readonly ILogger _logger;
    private readonly ITimer? _retention;
    private int _stopped;

    private LocalEngine(LocalEngineOptions options, OrchestratorRegistry orchestrators, ActivityRegistry activities)
    {
        _options = options;
        _orchestrators = orchestrators;
        _logger = options.LoggerFactory.CreateLogger<LocalEngine>();
        _journal = new InstanceJournal(options, _logger);
        _timers = new TimerQueue(options.Clock, PostToRunning);
        _activities = new ActivityRunner(activities, options, _inFlight, PostToRunning, _logger);
        _services = new EngineServices
        {
            Options = options,
            Orchestrators = orchestrators,
            Journal = _journal,
            Activities = _activities,
            Timers = _timers,
            Feed = _feed,
            InFlight = _inFlight,
            Logger = _logger,
            Forget = (instance, id) => _instances.TryRemove(KeyValuePair.Create(id, instance)),
        };
        _retention = options.Retention is null
            ? null
            : options.Clock.CreateTimer(_ => _ = RetainAsync(), null, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    /// <summary>Why nothing can be recorded at present, for a health check; null when all is well.</summary>
    public string? Stalled => _journal.Stalled;

    /// <summary>Instances in memory: those that have not ended.</summary>
    public int RunningInstances => _instances.Count;

    /// <summary>Durable timers that have not fired.</summary>
    public int ArmedTimers => _timers.Count;

    /// <summary>Opens the journal and takes up what has not ended.</summary>
    internal static async Task<LocalEngine> OpenAsync(
        LocalEngineOptions options, OrchestratorRegistry orchestrators, ActivityRegistry activities, CancellationToken cancellationToken)
    {
        var engine = new LocalEngine(options, orchestrators, activities);
        try
        {
            var unfinished = await engine._journal.QueryAsync(InstanceQueries.Unfinished).WaitAsync(cancellationToken).ConfigureAwait(false);
            foreach (var id in unfinished)
            {
                engine._instances.GetOrAdd(id, i => new Instance(i, engine._services)).Post(new Message(MessageKind.Resume));
            }

            EngineLog.Started(engine._logger, options.DatabasePath ?? "in memory", unfinished.Count);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Stops: no more calls are taken, running activities are cancelled and waited for, what has come in is recorded, the
    /// file is closed. Everything that has not ended goes on at the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        _retention?.Dispose();
        _timers.Dispose();
        await _activities.DisposeAsync().ConfigureAwait(false);
        if (_journal.Stalled is null)
        {
            await EndsInTimeAsync(_inFlight.WhenIdleAsync()).ConfigureAwait(false);
        }

        if (_journal.Stalled is not null || !await EndsInTimeAsync(_journal.DisposeAsync().AsTask()).ConfigureAwait(false))
        {
            await EndsInTimeAsync(_journal.AbandonAsync()).ConfigureAwait(false);
        }

        _feed.Close();
    }

    /// <summary>For tests: the journal, to ask its connection.</summary>
    internal InstanceJournal Journal => _journal;

    /// <summary>For tests: ends when nothing happens by itself any more; only time or a client can move it on.</summary>
    internal Task WhenIdleAsync() => _inFlight.WhenIdleAsync();

    /// <summary>For tests: lets go of everything as if the process had died.</summary>
    internal async Task AbandonAsync()
    {
        Interlocked.Exchange(ref _stopped, 1);
        _retention?.Dispose();
        _timers.Dispose();
        await _journal.AbandonAsync().ConfigureAwait(false);
        await _activities.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> EndsInTimeAsync(Task task)
    {
        try
        {
            await task.WaitAsync(_options.ShutdownTimeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void PostToRunning(string instanceId, InboundEvent inbound)
    {
        if (_instances.TryGetValue(instanceId, out var instance))
        {
            instance.Post(new Message(MessageKind.Event, inbound));
        }
    }

    private async Task RetainAsync()
    {
        try
        {
            await PurgeAsync(_options.Clock.GetUtcNow() - _options.Retention!.Value).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalUnavailableException or ObjectDisposedException)
        {
            EngineLog.RetentionFailed(_logger, e.Message, e);
        }
    }
}
