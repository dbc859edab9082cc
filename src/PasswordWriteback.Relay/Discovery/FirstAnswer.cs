using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Connects to the first of several domain controllers that answers, in order of preference, without waiting long for a silent one.</summary>
internal static class FirstAnswer
{
    /// <summary>How long a controller may be silent before the next one is tried beside it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="connector">Opens the connections; its clock measures the patience.</param>
    /// <param name="hosts">Controllers, the preferred one first. Those that were silent a moment ago come after the others.</param>
    /// <param name="troubles">Takes what went wrong with others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A connection; null when there is no controller to ask.</returns>
    /// <exception cref="DirectoryException">None answers; the fault is that of the first that failed. Refused credentials end the search at once: asking on would lock the account.</exception>
    public static async Task<IDirectoryConnection?> ConnectAsync(
        IDirectoryConnector connector, IEnumerable<string> hosts, ICollection<string> troubles, CancellationToken cancellationToken)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<IDirectoryConnection>>();
        DirectoryException? first = null;
        using var waiting = hosts.OrderBy(connector.IsSilent).GetEnumerator();
        var more = waiting.MoveNext();
        try
        {
            while (more || attempts.Count > 0)
            {
                if (more)
                {
                    attempts.Add(connector.ConnectAsync(waiting.Current, settled.Token));
                    more = waiting.MoveNext();
                }

                var any = Task.WhenAny(attempts);
                var done = more ? await Task.WhenAny(any, Task.Delay(Patience, connector.Time, settled.Token)).ConfigureAwait(false) : any;
                cancellationToken.ThrowIfCancellationRequested();
                if (done != any)
                {
                    continue;
                }

                var attempt = await any.ConfigureAwait(false);
                attempts.Remove(attempt);
                try
                {
                    return await attempt.ConfigureAwait(false);
                }
                catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
                {
                    first ??= exception;
                    troubles.Add(exception.Message);
                }
            }
        }
        finally
        {
            await settled.CancelAsync().ConfigureAwait(false);
            foreach (var late in attempts)
            {
                _ = DropAsync(late);
            }
        }

        return first is null ? null : throw first;
    }

    private static async Task DropAsync(Task<IDirectoryConnection> late)
    {
        try
        {
            await (await late.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DirectoryException or OperationCanceledException)
        {
            // It lost the race; why it failed matters to nobody any more.
        }
    }
}
