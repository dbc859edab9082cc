using PasswordWriteback.Local.Engine;

namespace PasswordWriteback.Local.Tests.Engine;

/// <summary>Kills the engine at the n-th place it comes to, and lets nothing past any place afterwards.</summary>
/// <param name="dieAt">Which; 0: never, only count.</param>
internal sealed class CrashingFaults(int dieAt) : IFaultPoints
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Places come to so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends when the engine has died.</summary>
    public Task Died => _died.Task;

    public void Reached(string place)
    {
        if (Interlocked.Increment(ref _count) == dieAt)
        {
            _died.SetResult();
        }

        if (_died.Task.IsCompleted)
        {
            throw new HostAbandonedException();
        }
    }
}
