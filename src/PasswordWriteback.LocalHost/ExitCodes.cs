namespace PasswordWriteback.LocalHost;

/// <summary>Exit codes of the local host, the same as the other command lines'.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
