using System.Runtime.CompilerServices;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Journal;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <content>What a host asks of the engine.</content>
public sealed partial class LocalEngine
{
    private const int PurgeSlice = 50;

    /// <summary>Starts an instance; when this returns, it is recorded and will run whatever happens to the process.</summary>
    /// <param name="name">Name of the orchestrator.</param>
    /// <param name="instanceId">Id of the new instance, chosen by the caller; compared exactly.</param>
    /// <param name="input">Its input.</param>
    /// <param name="version">The version to begin with; null: the newest registered.</param>
    /// <param name="cancellationToken">Gives up waiting; the instance may have been recorded nevertheless.</param>
    /// <exception cref="InstanceExistsException">There is one of this id, running or finished.</exception>
    /// <exception cref="OrchestratorNotRegisteredException">This host has no such orchestrator or version.</exception>
    /// <exception cref="ArgumentException">The input is not of the orchestrator's type.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be written; the message says what is known of the outcome.</exception>
    public async Task StartAsync<TInput>(
        string name, string instanceId, TInput input, string? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        cancellationToken.ThrowIfCancellationRequested();
        DemandRunning();
        var code = _orchestrators.Current(name, version);
        if (code.InputType != typeof(TInput))
        {
            throw new ArgumentException($"Orchestrator '{name}' takes {code.InputType}, not {typeof(TInput)}.", nameof(input));
        }

        var start = new RunStarted(_options.Clock.GetUtcNow(), name, code.VersionText, JsonContract.Write(input, _options.Json));
        var instance = new Instance(instanceId, _services);
        if (!_instances.TryAdd(instanceId, instance))
        {
            throw new InstanceExistsException(instanceId);
        }

        await RecordAsync(instance, start, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Raises an external event; when this returns, it is recorded and will be received.</summary>
    /// <param name="instanceId">Who receives it.</param>
    /// <param name="eventName">Its name, compared without regard to case.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="cancellationToken">Gives up waiting; the event may have been recorded nevertheless.</param>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="InstanceFinishedException">The instance has ended.</exception>
    /// <exception cref="OrchestratorNotRegisteredException">This host has no code for the instance's version, so it takes no events here.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be written; the message says what is known of the outcome.</exception>
    public async Task RaiseEventAsync<T>(string instanceId, string eventName, T payload, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        DemandRunning();
        var raised = new EventRaised(_options.Clock.GetUtcNow(), eventName, JsonContract.Write(payload, _options.Json));
        await RecordAsync(await FindRunningAsync(instanceId).ConfigureAwait(false), raised, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends an instance from outside, wherever it waits. Its code is not told, and an activity that is running is not stopped;
    /// its result is dropped.
    /// </summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="reason">Why; kept in its status.</param>
    /// <param name="cancellationToken">Gives up waiting; the end may have been recorded nevertheless.</param>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="InstanceFinishedException">The instance has ended already.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be written; the message says what is known of the outcome.</exception>
    public async Task TerminateAsync(string instanceId, string reason, CancellationToken cancellationToken = default)
    {
        DemandRunning();
        var terminated = new RunTerminated(_options.Clock.GetUtcNow(), reason);
        await RecordAsync(await FindRunningAsync(instanceId).ConfigureAwait(false), terminated, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where an instance stands; null when there is none of this id.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be read.</exception>
    public async Task<InstanceStatus?> GetAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        var status = await _journal.QueryAsync(c => InstanceQueries.Find(c, instanceId)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return status is { IsFinished: false } && _instances.TryGetValue(instanceId, out var instance) && instance.IsParked
            ? status with { State = InstanceState.Pending }
            : status;
    }

    /// <summary>Where an instance stands, now and after each of its turns, until it has ended.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="cancellationToken">Ends watching.</param>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="ObjectDisposedException">The engine was stopped meanwhile; the instance goes on at its next start.</exception>
    public async IAsyncEnumerable<InstanceStatus> WatchAsync(
        string instanceId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var changes = _feed.Subscribe(instanceId);
        try
        {
            var shown = await GetAsync(instanceId, cancellationToken).ConfigureAwait(false) ?? throw new InstanceNotFoundException(instanceId);
            yield return shown;
            while (!shown.IsFinished)
            {
                await changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
                while (changes.Reader.TryRead(out var next))
                {
                    if (next.Revision > shown.Revision)
                    {
                        shown = next;
                        yield return shown;
                    }
                }
            }
        }
        finally
        {
            _feed.Unsubscribe(instanceId, changes);
        }
    }

    /// <summary>Waits until an instance has ended, in whatever way, and returns how.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="timeout">How long to wait, by the engine's clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InstanceNotFoundException">There is no such instance.</exception>
    /// <exception cref="TimeoutException">It has not ended in time; it goes on.</exception>
    public async Task<InstanceStatus> WaitForCompletionAsync(
        string instanceId, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(timeout, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await WatchAsync(instanceId, either.Token).LastAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Instance '{instanceId}' has not ended within {timeout}; it goes on.", e);
        }
    }

    /// <summary>Deletes finished instances and their histories, oldest first, in slices between which other work goes on.</summary>
    /// <param name="endedBefore">Those that ended before this.</param>
    /// <param name="maxInstances">At most so many.</param>
    /// <param name="cancellationToken">Stops between two slices.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="JournalUnavailableException">The journal cannot be written.</exception>
    public async Task<int> PurgeAsync(
        DateTimeOffset endedBefore, int maxInstances = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var purged = 0;
        while (purged < maxInstances)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slice = Math.Min(PurgeSlice, maxInstances - purged);
            var count = await _journal.QueryAsync(c => InstanceQueries.PurgeSlice(c, endedBefore, slice)).ConfigureAwait(false);
            purged += count;
            if (count < slice)
            {
                break;
            }
        }

        return purged;
    }

    /// <summary>Deletes one finished instance and its history. One that is not recorded is deleted already.</summary>
    /// <param name="instanceId">Which.</param>
    /// <param name="cancellationToken">Gives up waiting; it may have been deleted nevertheless.</param>
    /// <exception cref="InvalidOperationException">It has not ended; nothing was deleted.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be written.</exception>
    public async Task PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        if (!await _journal.QueryAsync(c => InstanceQueries.Purge(c, instanceId)).WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"Instance '{instanceId}' has not ended; nothing was deleted. Terminate it first.");
        }
    }

    private async Task<Instance> FindRunningAsync(string instanceId)
    {
        if (_instances.TryGetValue(instanceId, out var instance))
        {
            return instance;
        }

        throw await GetAsync(instanceId).ConfigureAwait(false) is null
            ? new InstanceNotFoundException(instanceId)
            : new InstanceFinishedException(instanceId);
    }

    private async Task RecordAsync(Instance instance, InboundEvent inbound, CancellationToken cancellationToken)
    {
        var recorded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        instance.Post(new Message(MessageKind.Event, inbound, recorded));
        try
        {
            await recorded.Task.WaitAsync(_options.CommitTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new JournalUnavailableException(
                $"It is not known whether this was recorded: the journal did not answer within {_options.CommitTimeout}. {Stalled} "
                + "Ask for the instance's status before trying again.", e);
        }
    }

    private void DemandRunning()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _stopped) != 0, this);
        if (Stalled is { } stalled)
        {
            throw new JournalUnavailableException($"Nothing was recorded. {stalled}");
        }
    }
}
