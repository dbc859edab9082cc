using System.Collections.Concurrent;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// Domain controllers that did not answer a moment ago, and how long they were waited for. Work that asks the same controller
/// several times spends its deadline once; after a minute it is asked afresh.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class SilentHosts(TimeProvider time)
{
    /// <summary>A shorter wait says nothing: the caller gave up for a reason of its own.</summary>
    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long At, TimeSpan Silence)> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long the host has been waited for in vain within the last minute; zero when it answered, or was not asked.</summary>
    public TimeSpan SilenceOf(ServerAddress address) =>
        _hosts.TryGetValue(address.ToString(), out var known) && time.GetElapsedTime(known.At) < Remembered ? known.Silence : TimeSpan.Zero;

    /// <summary>The host was waited for in vain, in all.</summary>
    public void Note(ServerAddress address, TimeSpan silence)
    {
        if (silence >= Telling)
        {
            _hosts[address.ToString()] = (time.GetTimestamp(), silence);
        }
    }

    /// <summary>The whole deadline passed without an answer.</summary>
    public void NoteTimeout(ServerAddress address) => _hosts[address.ToString()] = (time.GetTimestamp(), TimeSpan.MaxValue);

    /// <summary>The host has answered.</summary>
    public void Forget(ServerAddress address) => _hosts.TryRemove(address.ToString(), out _);
}
