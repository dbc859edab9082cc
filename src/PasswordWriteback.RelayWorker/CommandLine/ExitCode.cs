namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>What the process answers to a script.</summary>
public static class ExitCode
{
    /// <summary>Compliant, or done.</summary>
    public const int Done = 0;

    /// <summary>It failed; the error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is not usable.</summary>
    public const int Usage = 2;

    /// <summary>Not compliant, or refused.</summary>
    public const int NotCompliant = 3;

    /// <summary>Pending, or not known.</summary>
    public const int PendingOrUnknown = 4;
}
