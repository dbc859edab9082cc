namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>What one turn of one instance adds: its new events and where the instance stands after them.</summary>
/// <param name="Status">The instance after the turn.</param>
/// <param name="FirstNumber">Number of the first new event; 1 creates the instance.</param>
/// <param name="Events">The new events as JSON, in order.</param>
internal sealed record JournalEntry(InstanceStatus Status, long FirstNumber, IReadOnlyList<string> Events)
{
    private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True once all of it is on disk; false when the instance was to be created and exists already.</summary>
    public Task<bool> Outcome => _outcome.Task;

    /// <summary>Set by the writer, before the commit.</summary>
    public bool IsDuplicate { get; set; }

    /// <summary>Tells the turn that the commit is done.</summary>
    public void Settle() => _outcome.TrySetResult(!IsDuplicate);
}
