namespace PasswordWriteback.Core.Findings;

/// <summary>The verdict as a function of the findings: the worst of what each one says.</summary>
public static class VerdictRule
{
    /// <summary>
    /// Judges a set of findings. A set in which nothing counts (empty, or advisory only) is
    /// <see cref="Verdict.Unknown"/>: nothing was checked, so nothing is known.
    /// </summary>
    public static Verdict Judge(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Verdict? worst = null;
        foreach (var finding in findings)
        {
            var weight = FindingCatalogue.Get(finding.Code).Weight;
            if (weight == FindingWeight.Advisory)
            {
                continue;
            }

            var verdict = Judge(weight, finding.Status);
            worst = worst is { } known && known >= verdict ? known : verdict;
        }

        return worst ?? Verdict.Unknown;
    }

    /// <summary>What one finding that counts says about the tenant.</summary>
    public static Verdict Judge(FindingWeight weight, FindingStatus status) => (weight, status) switch
    {
        (FindingWeight.Advisory, _) => Verdict.Compliant,
        (_, FindingStatus.Met or FindingStatus.NotApplicable) => Verdict.Compliant,
        (FindingWeight.Proof, _) => Verdict.ConfiguredNotProven,
        (_, FindingStatus.Unknown) => Verdict.Unknown,
        (_, FindingStatus.ActionRequired) => Verdict.ActionRequired,
        (FindingWeight.Blocking, FindingStatus.NotMet) => Verdict.Blocked,
        (FindingWeight.Required, FindingStatus.NotMet) => Verdict.NonCompliant,
        _ => throw new ArgumentOutOfRangeException(nameof(status), $"{weight}/{status} is no finding this product knows."),
    };
}
