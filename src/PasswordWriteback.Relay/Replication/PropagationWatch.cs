using System.Collections.Concurrent;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>What the domain controller that was written to says of passing the change on.</summary>
public enum PropagationState
{
    /// <summary>It does not say: it does not serve the attribute (Samba), or the connection that wrote is gone.</summary>
    Unknown,

    /// <summary>It still lists the object.</summary>
    Pending,

    /// <summary>It listed the object and does not any more: everything below has been recomputed there.</summary>
    Done,
}

/// <summary>
/// Follows the rootDSE attribute <c>pendingPropagations</c> on the domain controller that was written to. It lists the objects whose
/// change by <em>this very connection</em> is still being passed on (MS-ADTS 3.1.1.3.2.15), so the connection that wrote is kept open
/// until its objects are through, it breaks (Windows ends idle ones after 15 minutes), or a day has passed. Then a sample of users decides alone.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class PropagationWatch(TimeProvider time)
{
    private const string Attribute = "pendingPropagations";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Server, string Dn), Watched> _watched = new(NameComparer.Instance);

    /// <summary>
    /// Takes over a connection that has just written. Disposes of it at once when the server lists none of the objects: it is through,
    /// or does not serve the attribute.
    /// </summary>
    /// <param name="connection">The connection; the watch owns it from here on.</param>
    /// <param name="server">The server's name in the topology.</param>
    /// <param name="dns">The objects that it wrote.</param>
    public async Task TakeOverAsync(IDirectoryConnection connection, string server, IReadOnlyList<string> dns)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(dns);
        var pending = dns.Count == 0 ? null : await PendingAsync(connection, CancellationToken.None).ConfigureAwait(false);
        var watched = new Watched(connection, time.GetUtcNow());
        foreach (var dn in dns.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            // What an earlier write left says nothing about this one.
            if (_watched.TryRemove((server, dn), out var earlier))
            {
                await earlier.ForgetAsync(dn).ConfigureAwait(false);
            }

            if (pending?.Contains(dn) == true)
            {
                watched.Open++;
                _watched[(server, dn)] = watched;
            }
        }

        if (watched.Open == 0)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What the server says of an object now.</summary>
    public async Task<PropagationState> ReadAsync(string server, string dn, CancellationToken cancellationToken)
    {
        if (!_watched.TryGetValue((server, dn), out var watched))
        {
            return PropagationState.Unknown;
        }

        await watched.OneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (watched.Forgotten.Contains(dn))
            {
                return PropagationState.Unknown;
            }

            if (watched.Through.Contains(dn))
            {
                return PropagationState.Done;
            }

            var pending = time.GetUtcNow() - watched.Since > Longest ? null : await PendingAsync(watched.Connection, cancellationToken).ConfigureAwait(false);
            if (pending is null)
            {
                _watched.TryRemove(KeyValuePair.Create((server, dn), watched));
                watched.Forgotten.Add(dn);
                await watched.ReleaseAsync().ConfigureAwait(false);
                return PropagationState.Unknown;
            }

            if (pending.Contains(dn))
            {
                return PropagationState.Pending;
            }

            watched.Through.Add(dn);
            await watched.ReleaseAsync().ConfigureAwait(false);
            return PropagationState.Done;
        }
        finally
        {
            watched.OneAtATime.Release();
        }
    }

    /// <summary>What is listed; null when the server does not answer.</summary>
    private static async Task<HashSet<string>?> PendingAsync(IDirectoryConnection connection, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        try
        {
            var root = await connection.ReadAsync(string.Empty, deadline.Token, Attribute).ConfigureAwait(false);
            return root.GetStrings(Attribute).ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is DirectoryException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class Watched(IDirectoryConnection connection, DateTimeOffset since)
    {
        public IDirectoryConnection Connection { get; } = connection;

        public DateTimeOffset Since { get; } = since;

        public SemaphoreSlim OneAtATime { get; } = new(1, 1);

        public HashSet<string> Through { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Objects that are not followed any more: written again, or the connection says nothing.</summary>
        public HashSet<string> Forgotten { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>How many objects still need the connection.</summary>
        public int Open { get; set; }

        /// <summary>An object was written again over another connection.</summary>
        public async Task ForgetAsync(string dn)
        {
            await OneAtATime.WaitAsync().ConfigureAwait(false);
            try
            {
                if (Forgotten.Add(dn) && !Through.Contains(dn))
                {
                    await ReleaseAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                OneAtATime.Release();
            }
        }

        public async Task ReleaseAsync()
        {
            if (--Open == 0)
            {
                await Connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class NameComparer : IEqualityComparer<(string Server, string Dn)>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals((string Server, string Dn) x, (string Server, string Dn) y) =>
            StringComparer.OrdinalIgnoreCase.Equals(x.Server, y.Server) && StringComparer.OrdinalIgnoreCase.Equals(x.Dn, y.Dn);

        public int GetHashCode((string Server, string Dn) obj) => HashCode.Combine(
            StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Server), StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Dn));
    }
}
