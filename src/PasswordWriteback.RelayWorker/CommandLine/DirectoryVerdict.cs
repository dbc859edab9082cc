using PasswordWriteback.Core.Findings;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>The findings about the directory, and what they come to.</summary>
/// <param name="Findings">The findings.</param>
internal sealed record DirectoryVerdict(IReadOnlyList<Finding> Findings)
{
    public Verdict Verdict { get; } = VerdictRule.Judge(Findings);

    public int ExitCode => Verdict switch
    {
        Verdict.Compliant or Verdict.ConfiguredNotProven => CommandLine.ExitCode.Done,
        Verdict.Unknown => CommandLine.ExitCode.PendingOrUnknown,
        _ => CommandLine.ExitCode.NotCompliant,
    };

    /// <summary>The conclusion, and what to do about each finding that is not met.</summary>
    public void Write(Tables output)
    {
        output.Heading("Conclusion");
        foreach (var finding in Findings.Where(finding => finding.Status is FindingStatus.NotMet or FindingStatus.ActionRequired or FindingStatus.Unknown))
        {
            output.Warn($"{finding.Code} {finding.Subject}: {finding.Evidence.Summary}{(finding.Required ? "" : " (advice)")}");
            if (finding.Remedy is not null)
            {
                output.Line($"  {finding.Remedy}");
            }
        }

        switch (ExitCode)
        {
            case CommandLine.ExitCode.Done:
                output.Good("Compliant: the connector account has what writeback needs in this directory.");
                break;
            case CommandLine.ExitCode.PendingOrUnknown:
                output.Warn("Unknown: something that counts could not be read.");
                break;
            default:
                output.Bad("Not compliant: writeback cannot work for every user as it is.");
                break;
        }
    }
}
