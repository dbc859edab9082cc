namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>Why a queue did not do what it was asked. Nothing was changed, unless it says that the outcome is unknown.</summary>
public enum QueueFailure
{
    /// <summary>The request itself is wrong: an impossible name, property or wait. Asking again is no use.</summary>
    Invalid,

    /// <summary>The queue does not exist: never made, or removed.</summary>
    NotFound,

    /// <summary>The message is over 256 KB, properties included.</summary>
    TooLarge,

    /// <summary>The queue holds as much as it may.</summary>
    Full,

    /// <summary>The access token was refused: expired, wrong key, or without the right.</summary>
    Unauthorized,

    /// <summary>The queue is out of reach, busy, or its disk is full; it is worth trying later. A message that was being sent may or may not have arrived.</summary>
    Unavailable,
}

/// <summary>A queue did not do what it was asked. The same for the queue in this process and for the one over HTTPS.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What happened, at which queue, and what to do; never a token.</param>
/// <param name="inner">What lies beneath.</param>
public sealed class QueueException(QueueFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public QueueFailure Failure { get; } = failure;
}
