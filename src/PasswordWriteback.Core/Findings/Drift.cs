namespace PasswordWriteback.Core.Findings;

/// <summary>How a tenant differs from what it was. Stored by name.</summary>
public enum DriftKind
{
    /// <summary>It was in order and is not any more.</summary>
    BecameNonCompliant,

    /// <summary>It was not in order and is now.</summary>
    Recovered,

    /// <summary>A check fails that did not fail before.</summary>
    NewFinding,

    /// <summary>A check that failed is met, or has no meaning any more.</summary>
    FindingGone,
}

/// <summary>One difference between two reports of a tenant.</summary>
/// <param name="Kind">What kind of difference.</param>
/// <param name="FindingCode">The finding; null when the difference is one of the verdict.</param>
/// <param name="Subject">What the finding speaks about; null when the difference is one of the verdict.</param>
/// <param name="Detail">One sentence.</param>
public sealed record DriftChange(DriftKind Kind, string? FindingCode, string? Subject, string Detail);

/// <summary>
/// Compares a tenant's report with an earlier one. What is not known is neither good nor bad news:
/// <list type="bullet">
/// <item>In order is <see cref="Verdict.Compliant"/> and <see cref="Verdict.ConfiguredNotProven"/>; not in order is
/// <see cref="Verdict.ActionRequired"/>, <see cref="Verdict.NonCompliant"/> and <see cref="Verdict.Blocked"/>.</item>
/// <item>Only reports that <see cref="IsBaseline"/> accepts are compared. A report whose verdict is unknown is skipped on either
/// side, so Compliant, Unknown, NonCompliant is one <see cref="DriftKind.BecameNonCompliant"/>, and Compliant, Unknown,
/// Compliant is nothing.</item>
/// <item>A finding fails when it is NotMet or ActionRequired. It is new when it fails now and did not fail before, also when it
/// was not known or not checked before. It is gone only when it failed before and is Met or NotApplicable now: one that is
/// Unknown or missing now is not gone.</item>
/// </list>
/// </summary>
public static class Drift
{
    /// <summary>Whether a report says something known about the tenant: it judges it, and its verdict is not Unknown.</summary>
    public static bool IsBaseline(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.JudgesTenant && report.Verdict != Verdict.Unknown;
    }

    /// <summary>The differences: that of the verdict first, then findings in the order of the catalogue.</summary>
    /// <param name="previous">The last report before that <see cref="IsBaseline"/> accepts; null when there is none, and then nothing differs.</param>
    /// <param name="current">The new report.</param>
    public static IReadOnlyList<DriftChange> Compare(RunReport? previous, RunReport current)
    {
        if (previous is null || !IsBaseline(previous) || !IsBaseline(current))
        {
            return [];
        }

        var changes = new List<DriftChange>();
        if (InOrder(previous.Verdict) != InOrder(current.Verdict))
        {
            var kind = InOrder(current.Verdict) ? DriftKind.Recovered : DriftKind.BecameNonCompliant;
            changes.Add(new DriftChange(kind, FindingCode: null, Subject: null, $"The verdict was {previous.Verdict} and is {current.Verdict}."));
        }

        var before = previous.Findings.ToDictionary(finding => (finding.Code, finding.Subject), finding => finding.Status);
        changes.AddRange(current.Findings.Select(finding => Compare(before, finding)).OfType<DriftChange>());
        return changes;
    }

    private static DriftChange? Compare(Dictionary<(string Code, string Subject), FindingStatus> before, Finding now)
    {
        var known = before.TryGetValue((now.Code, now.Subject), out var status);
        var was = known ? $"was {status}" : "was not checked";
        var failed = known && Fails(status);
        DriftKind? kind = (failed, now.Status) switch
        {
            (false, FindingStatus.NotMet or FindingStatus.ActionRequired) => DriftKind.NewFinding,
            (true, FindingStatus.Met or FindingStatus.NotApplicable) => DriftKind.FindingGone,
            _ => null,
        };
        return kind is { } change ? new DriftChange(change, now.Code, now.Subject, $"It {was} and is {now.Status}: {now.Evidence.Summary}") : null;
    }

    private static bool Fails(FindingStatus status) => status is FindingStatus.NotMet or FindingStatus.ActionRequired;

    private static bool InOrder(Verdict verdict) => verdict is Verdict.Compliant or Verdict.ConfiguredNotProven;
}
