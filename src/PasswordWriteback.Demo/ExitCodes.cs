using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Demo;

/// <summary>Exit codes of the demo, the same as the relay's command line.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int NotCompliant = 3;
    public const int Pending = 4;

    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Compliant => Done,
        Verdict.NonCompliant or Verdict.Blocked => NotCompliant,
        _ => Pending,
    };
}
