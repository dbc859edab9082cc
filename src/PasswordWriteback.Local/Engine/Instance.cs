using System.Text.Json;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Local.Engine.Journal;
using PasswordWriteback.Local.Engine.Replay;

namespace PasswordWriteback.Local.Engine;

/// <summary>
/// An instance that has not ended: its mailbox, and the loop that takes one turn after the other. A turn delivers what has
/// come in, commits, and only then lets anything be seen outside: activities, timers, status, log lines, answers.
/// </summary>
internal sealed class Instance(string id, EngineServices services)
{
    private readonly Lock _gate = new();
    private List<Message> _mail = [];
    private bool _running;
    private InstanceStatus? _status;
    private Execution? _execution;
    private bool _isOver;

    /// <summary>Whether this host has no code for its version.</summary>
    public bool IsParked { get; private set; }

    public void Post(Message message)
    {
        lock (_gate)
        {
            _mail.Add(message);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        services.InFlight.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(static i => _ = i.RunAsync(), this, preferLocal: false);
    }

    private List<Message> TakeMail()
    {
        lock (_gate)
        {
            var mail = _mail;
            _mail = [];
            _running = mail.Count > 0;
            return mail;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            for (var mail = TakeMail(); mail.Count > 0; mail = TakeMail())
            {
                await TakeTurnOrAnswerAsync(mail).ConfigureAwait(false);
            }
        }
        catch (HostAbandonedException)
        {
            // The test's crash: nobody hears of it.
        }
        finally
        {
            services.InFlight.Exit();
        }
    }

    private async Task TakeTurnOrAnswerAsync(List<Message> mail)
    {
        try
        {
            await TakeTurnAsync(mail).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The journal is closed or unreadable: whoever waits hears of it, and the next turn or start begins from disk.
        catch (Exception e) when (e is not HostAbandonedException)
#pragma warning restore CA1031
        {
            (_status, _execution) = (null, null);
            if (e is not ObjectDisposedException)
            {
                EngineLog.TurnFailed(services.Logger, id, e.Message, e);
            }

            mail.ForEach(m => m.Recorded?.TrySetException(e));
        }
    }

    private async Task TakeTurnAsync(List<Message> mail)
    {
        services.Options.Faults?.Reached("turn: before it begins");
        Exception? unreadable = null;
        if (mail[0].Event is RunStarted start)
        {
            _execution = Create(start.Name, start.Version);
        }
        else if (!_isOver && _execution is null && !IsParked)
        {
            unreadable = await LoadAsync().ConfigureAwait(false);
            if (unreadable is null && mail.Exists(m => m.Kind == MessageKind.Resume))
            {
                Begin(_execution?.Open ?? []);
            }
        }

        var turn = new InstanceTurn(id, _status);
        if (unreadable is not null)
        {
            turn.Fail(services.Options.Clock.GetUtcNow(), unreadable);
        }

        foreach (var message in mail)
        {
            if (_isOver)
            {
                message.Recorded?.TrySetException(new InstanceFinishedException(id));
                continue;
            }

            turn.Deliver(message, _execution, NoCode);
        }

        await RecordAsync(turn).ConfigureAwait(false);
        if (services.Options.ReplayEveryTurn)
        {
            _execution = null;
        }
    }

    private async Task RecordAsync(InstanceTurn turn)
    {
        if (turn.Events.Count == 0)
        {
            return;
        }

        var after = turn.After(_execution);
        var lines = turn.Events.ConvertAll(e => JsonSerializer.Serialize(e, HistoryJson.Default.HistoryEvent));
        if (!await services.Journal.AppendAsync(new JournalEntry(after, (_status?.Revision ?? 0) + 1, lines)).ConfigureAwait(false))
        {
            End();
            turn.Waiting.ForEach(w => w.TrySetException(new InstanceExistsException(id)));
            return;
        }

        services.Options.Faults?.Reached("turn: recorded, not acted on");
        _status = after;
        Show(after);
        if (after.IsFinished)
        {
            End();
        }
        else
        {
            Begin(turn.Events);
        }

        turn.Waiting.ForEach(w => w.TrySetResult());
        services.Feed.Publish(after);
    }

    private void Show(InstanceStatus after)
    {
        foreach (var (level, line) in _execution?.TakeLogLines() ?? [])
        {
            EngineLog.Orchestrator(services.Logger, EngineLog.Level(level), id, line);
        }

        if (after is { State: InstanceState.Failed, Failure: { } failure })
        {
            EngineLog.InstanceFailed(services.Logger, id, failure.ErrorType, failure.ErrorMessage);
        }
    }

    private void Begin(IEnumerable<HistoryEvent> events)
    {
        foreach (var line in events)
        {
            switch (line)
            {
                case ActivityScheduled call:
                    services.Activities.Enqueue(id, call);
                    break;
                case TimerCreated timer:
                    services.Timers.Add(id, timer);
                    break;
                case TimerCancelled timer:
                    services.Timers.Remove(id, timer.TaskId);
                    break;
            }
        }
    }

    private void End()
    {
        _isOver = true;
        foreach (var timer in _execution?.Open.OfType<TimerCreated>() ?? [])
        {
            services.Timers.Remove(id, timer.TaskId);
        }

        _execution = null;
        services.Forget(this, id);
    }

    /// <summary>Rebuilds the code from the history.</summary>
    /// <returns>Why the code and its history do not fit; null when they do.</returns>
    private async Task<Exception?> LoadAsync()
    {
        var (status, history) = await services.Journal.QueryAsync(c =>
            (InstanceQueries.Find(c, id), InstanceQueries.History(c, id))).ConfigureAwait(false);
        _status = status ?? throw new InstanceNotFoundException(id);
        _execution = Create(status.Name, status.Version);
        IsParked = _execution is null;
        if (IsParked)
        {
            EngineLog.Parked(services.Logger, id, status.Name, status.Version, services.Orchestrators.Describe());
            return null;
        }

        try
        {
            _execution!.Replay(history, strict: services.Options.ReplayEveryTurn);
            return null;
        }
        catch (HistoryMismatchException e)
        {
            return e;
        }
    }

    private Execution? Create(string name, string version) =>
        services.Orchestrators.ToContinue(name, version) is { } code
            ? new Execution(id, version, code, services.Options.Json, () => Post(new Message(MessageKind.ForeignResume)))
            : null;

    private OrchestratorNotRegisteredException NoCode() =>
        new(_status?.Name ?? "?", _status?.Version, services.Orchestrators.Describe());
}
