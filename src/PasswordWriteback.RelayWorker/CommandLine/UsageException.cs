namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The command line asks for something that cannot be meant. Ends with <see cref="ExitCode.Usage"/>.</summary>
/// <param name="message">One sentence.</param>
/// <param name="remedy">What to write instead.</param>
public sealed class UsageException(string message, string remedy) : Exception(message)
{
    /// <summary>What to write instead.</summary>
    public string Remedy { get; } = remedy;
}
