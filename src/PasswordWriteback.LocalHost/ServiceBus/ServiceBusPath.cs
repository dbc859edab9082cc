using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.LocalHost.ServiceBus;

/// <summary>What a path names: <c>/{queue}[/$deadletterqueue]/messages[/head | /{messageId|sequenceNumber}/{lockToken}]</c>.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="DeadLetters">Whether its dead letters are meant.</param>
/// <param name="IsHead">Whether the first message is meant.</param>
/// <param name="Reference">The message under the lock, by either of its names; null: none.</param>
/// <param name="LockToken">The lock.</param>
internal sealed record ServiceBusPath(string Queue, bool DeadLetters, bool IsHead, string? Reference, Guid LockToken)
{
    /// <summary>The queue as the broker names it.</summary>
    public string Source => DeadLetters ? $"{Queue}/{QueueLimits.DeadLetters}" : Queue;

    /// <summary>Reads a path; null when it has another form.</summary>
    public static ServiceBusPath? Parse(string path)
    {
        var segments = path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToList();
        var dead = segments.Count > 1 && segments[1].Equals(QueueLimits.DeadLetters, StringComparison.OrdinalIgnoreCase);
        return segments[(dead ? 2 : 1)..] switch
        {
            [var messages] when IsMessages(messages) => new(segments[0], dead, false, null, default),
            [var messages, var head] when IsMessages(messages) && head.Equals("head", StringComparison.OrdinalIgnoreCase) =>
                new(segments[0], dead, true, null, default),
            [var messages, { Length: > 0 } reference, var token] when IsMessages(messages) && Guid.TryParse(token, out var guid) =>
                new(segments[0], dead, false, reference, guid),
            _ => null,
        };
    }

    private static bool IsMessages(string segment) => segment.Equals("messages", StringComparison.OrdinalIgnoreCase);
}
