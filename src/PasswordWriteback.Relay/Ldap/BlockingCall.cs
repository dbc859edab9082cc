namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// Runs a call of the LDAP library on a thread of its own. The library blocks in native code and takes no cancellation:
/// when the deadline passes, the thread is left behind and its result is dropped.
/// </summary>
internal static class BlockingCall
{
    /// <exception cref="TimeoutException">No result within <paramref name="deadline"/>.</exception>
    public static Task<T> RunAsync<T>(Func<T> call, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                completion.SetResult(call());
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "LDAP",
        };
        thread.Start();
        return completion.Task.WaitAsync(deadline, cancellationToken);
    }
}
