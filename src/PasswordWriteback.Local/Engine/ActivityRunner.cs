using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Local.Engine.History;

namespace PasswordWriteback.Local.Engine;

/// <summary>Runs recorded activity calls, some at a time, and posts how they ended to their instance.</summary>
internal sealed class ActivityRunner : IAsyncDisposable
{
    private readonly Channel<(string InstanceId, ActivityScheduled Call)> _queue =
        Channel.CreateUnbounded<(string, ActivityScheduled)>();

    private readonly CancellationTokenSource _stopping = new();
    private readonly ActivityRegistry _activities;
    private readonly LocalEngineOptions _options;
    private readonly InFlightWork _inFlight;
    private readonly Action<string, InboundEvent> _onEnded;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public ActivityRunner(
        ActivityRegistry activities, LocalEngineOptions options, InFlightWork inFlight, Action<string, InboundEvent> onEnded, ILogger logger)
    {
        _activities = activities;
        _options = options;
        _inFlight = inFlight;
        _onEnded = onEnded;
        _logger = logger;
        _loop = Parallel.ForEachAsync(
            _queue.Reader.ReadAllAsync(),
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrentActivities },
            RunAsync);
    }

    public void Enqueue(string instanceId, ActivityScheduled call)
    {
        _inFlight.Enter();
        if (!_queue.Writer.TryWrite((instanceId, call)))
        {
            _inFlight.Exit();
        }
    }

    /// <summary>Cancels what runs and waits for it; what did not finish runs again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _queue.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(_options.ShutdownTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            EngineLog.ActivitiesStillRunning(_logger, _options.ShutdownTimeout);
        }

        _stopping.Dispose();
    }

    private async ValueTask RunAsync((string InstanceId, ActivityScheduled Call) work, CancellationToken cancellationToken)
    {
        try
        {
            if (!_stopping.IsCancellationRequested && await EndAsync(work.InstanceId, work.Call).ConfigureAwait(false) is { } end)
            {
                _options.Faults?.Reached("activity: ran, not recorded");
                _onEnded(work.InstanceId, end);
            }
        }
        catch (HostAbandonedException)
        {
            // The test's crash: nobody hears of the activity.
        }
        finally
        {
            _inFlight.Exit();
        }
    }

    private async Task<InboundEvent?> EndAsync(string instanceId, ActivityScheduled call)
    {
        _options.Faults?.Reached("activity: before it runs");
        try
        {
            var result = await _activities.RunAsync(call.Name, call.Input, _stopping.Token).ConfigureAwait(false);
            return new ActivityCompleted(_options.Clock.GetUtcNow(), call.TaskId, result);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // Whatever an activity throws is recorded and goes to its orchestrator.
        catch (Exception e) when (e is not HostAbandonedException)
#pragma warning restore CA1031
        {
            EngineLog.ActivityFailed(_logger, call.Name, instanceId, e.Message, e);
            return new ActivityFailed(_options.Clock.GetUtcNow(), call.TaskId, e.GetType().FullName ?? e.GetType().Name, e.Message);
        }
    }
}
