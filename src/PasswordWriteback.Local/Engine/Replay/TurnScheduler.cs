namespace PasswordWriteback.Local.Engine.Replay;

/// <summary>
/// Runs an orchestrator's code on one thread, in order, and only while a turn lasts. Continuations that arrive at any other
/// time or on another thread come from something that is not in the history: they never run, and are reported once.
/// </summary>
/// <param name="onForeignResume">Called at most once, on any thread.</param>
internal sealed class TurnScheduler(Action onForeignResume) : TaskScheduler
{
    private readonly Queue<Task> _ready = new();
    private int _turnThread;
    private int _foreign;

    /// <summary>Whether the calling thread is executing this orchestrator's turn.</summary>
    public bool IsOnTurn => Volatile.Read(ref _turnThread) == Environment.CurrentManagedThreadId;

    /// <summary>Whether something outside the history has touched the orchestrator.</summary>
    public bool HasForeignResume => Volatile.Read(ref _foreign) != 0;

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs an action, then everything that becomes ready through it, until nothing is ready.</summary>
    public void Run(Action action)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);
        try
        {
            var first = new Task(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
            first.Start(this);
            while (_ready.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }

            first.GetAwaiter().GetResult();
        }
        finally
        {
            Volatile.Write(ref _turnThread, 0);
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Refuses a call that does not come from the orchestrator's turn.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public void DemandTurn()
    {
        if (!IsOnTurn)
        {
            ReportForeign();
            throw new InvalidOperationException(Execution.ForeignAwait);
        }
    }

    /// <summary>Reports that something outside the history touched the orchestrator.</summary>
    public void ReportForeign()
    {
        if (Interlocked.Exchange(ref _foreign, 1) == 0)
        {
            onForeignResume();
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (IsOnTurn)
        {
            _ready.Enqueue(task);
        }
        else
        {
            ReportForeign();
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsOnTurn && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
