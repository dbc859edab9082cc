namespace PasswordWriteback.Storage;

/// <summary>
/// The store cannot be used at present: locked, full, away, or of another version. Nothing of the call was stored, unless the
/// connection broke while it was being committed. The message says what happened and what to do; it holds no secret.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>The store cannot be used.</summary>
    /// <param name="message">What happened, where, what to do.</param>
    /// <param name="innerException">What the database said; null when it said nothing.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
