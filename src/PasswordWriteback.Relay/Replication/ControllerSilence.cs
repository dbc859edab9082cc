using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>
/// When a silent domain controller is lost for good: after the tombstone lifetime it must not come back
/// (MS-ADTS 3.1.1.5.5: deletions it missed are no longer known). Its partners' cursors say when they last heard of it.
/// </summary>
internal sealed class ControllerSilence
{
    /// <summary>What holds when the directory service object names no lifetime (MS-ADTS 6.1.1.2.4.1.1).</summary>
    private const int DefaultLifetimeDays = 60;

    private readonly TimeSpan? _lifetime;
    private readonly IReadOnlyDictionary<Guid, DateTimeOffset> _lastHeard;

    private ControllerSilence(TimeSpan? lifetime, IReadOnlyDictionary<Guid, DateTimeOffset> lastHeard) => (_lifetime, _lastHeard) = (lifetime, lastHeard);

    /// <summary>Nothing could be read: nobody is given up.</summary>
    public static ControllerSilence Unknown { get; } = new(lifetime: null, new Dictionary<Guid, DateTimeOffset>());

    public static async Task<ControllerSilence> ReadAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        var service = await connection.ReadAsync(
            $"CN=Directory Service,CN=Windows NT,CN=Services,{forest.ConfigurationDn}", cancellationToken, "tombstoneLifetime").ConfigureAwait(false);
        var head = await connection.ReadAsync(domain.Dn, cancellationToken, "replUpToDateVector").ConfigureAwait(false);
        var cursors = head.GetBytes("replUpToDateVector") is { } vector ? UpToDateVector.Parse(vector) : [];
        var lastHeard = new Dictionary<Guid, DateTimeOffset>();
        foreach (var cursor in cursors)
        {
            if (cursor.LastSuccess is { } success)
            {
                lastHeard[cursor.InvocationId] = success;
            }
        }

        return new ControllerSilence(TimeSpan.FromDays(service.GetInteger("tombstoneLifetime") ?? DefaultLifetimeDays), lastHeard);
    }

    /// <summary>Whether a controller that does not answer now has been silent for too long: to its partners, or to us where they do not say.</summary>
    public bool IsAbandoned(DomainController controller, DateTimeOffset since, DateTimeOffset now, out string why)
    {
        why = string.Empty;
        if (_lifetime is not { } lifetime)
        {
            return false;
        }

        // What its partners know goes before what we know: one that only we cannot reach is alive.
        var heard = controller.InvocationId is { } id && _lastHeard.TryGetValue(id, out var last) ? last : since;
        if (now - heard <= lifetime)
        {
            return false;
        }

        why = $"Nothing was heard of it since {heard:u}, longer than the tombstone lifetime of {lifetime.TotalDays:0} days: it must not come back. Remove it (metadata cleanup).";
        return true;
    }
}
