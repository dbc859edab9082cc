using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Local.Queue;

/// <summary>A queue, or its dead letters.</summary>
internal readonly record struct QueuePath(string Name, bool IsDeadLetters)
{
    /// <summary>Reads <c>name</c> or <c>name/$deadletterqueue</c>.</summary>
    /// <exception cref="QueueException"><see cref="QueueFailure.Invalid"/>.</exception>
    public static QueuePath Parse(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? path : path[..slash];
        CheckName(name);
        if (slash >= 0 && !path.AsSpan(slash + 1).Equals(QueueLimits.DeadLetters, StringComparison.OrdinalIgnoreCase))
        {
            throw new QueueException(QueueFailure.Invalid, $"Under a queue there is only '{QueueLimits.DeadLetters}'.");
        }

        return new(name.ToLowerInvariant(), slash >= 0);
    }

    /// <summary>Refuses what cannot name a queue.</summary>
    public static void CheckName(string name)
    {
        if (name.Length is 0 or > 100 || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new QueueException(
                QueueFailure.Invalid, "A queue's name has 1 to 100 letters, digits, '.', '-' or '_', and begins with a letter or digit.");
        }
    }
}
