using System.Threading.Channels;

namespace PasswordWriteback.Local.Engine;

/// <summary>Tells those who watch an instance of each change that is on disk.</summary>
internal sealed class StatusFeed
{
    private const int MostKept = 256;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ChannelWriter<InstanceStatus>>> _watchers = new(StringComparer.Ordinal);

    /// <summary>Begins to watch. A watcher that does not keep up misses the oldest changes, never the last.</summary>
    public Channel<InstanceStatus> Subscribe(string instanceId)
    {
        var channel = Channel.CreateBounded<InstanceStatus>(
            new BoundedChannelOptions(MostKept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (!_watchers.TryGetValue(instanceId, out var writers))
            {
                _watchers[instanceId] = writers = [];
            }

            writers.Add(channel.Writer);
        }

        return channel;
    }

    public void Unsubscribe(string instanceId, Channel<InstanceStatus> channel)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(instanceId, out var writers) && writers.Remove(channel.Writer) && writers.Count == 0)
            {
                _watchers.Remove(instanceId);
            }
        }
    }

    public void Publish(InstanceStatus status)
    {
        lock (_gate)
        {
            if (_watchers.TryGetValue(status.InstanceId, out var writers))
            {
                writers.ForEach(w => w.TryWrite(status));
            }
        }
    }

    /// <summary>Ends every watch: the engine stops.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var writer in _watchers.Values.SelectMany(w => w))
            {
                writer.TryComplete(new ObjectDisposedException(nameof(LocalEngine), "The engine is stopped."));
            }
        }
    }
}
