namespace PasswordWriteback.Storage;

/// <summary>A record was changed by somebody else since it was read. Nothing was stored: read it again.</summary>
public sealed class ConcurrencyException : Exception
{
    /// <summary>The versions do not match.</summary>
    /// <param name="expected">The version that the caller had read.</param>
    /// <param name="actual">The stored version; null when there is no such record.</param>
    public ConcurrencyException(long expected, long? actual)
        : base(actual is null ? $"There is no record of version {expected} any more." : $"The record has version {actual}, not {expected}: it was changed meanwhile. Read it again.")
    {
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The version that the caller had read.</summary>
    public long Expected { get; }

    /// <summary>The stored version; null when there is no such record.</summary>
    public long? Actual { get; }
}
