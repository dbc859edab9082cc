namespace PasswordWriteback.Relay.Ledger;

/// <summary>The ledger cannot be read or written: disk full, file locked or damaged, format unknown. Nothing is carried out without it.</summary>
/// <param name="message">What happened, where.</param>
/// <param name="remedy">What to do.</param>
/// <param name="inner">The fault underneath.</param>
public sealed class LedgerUnavailableException(string message, string remedy, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}
