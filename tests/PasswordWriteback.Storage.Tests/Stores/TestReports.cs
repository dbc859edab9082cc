using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Storage.Tests.Stores;

/// <summary>Reports as runs end with them.</summary>
internal static class TestReports
{
    /// <summary>A report of a run that came to its end.</summary>
    public static RunReport Of(RunRecord run, Verdict verdict, params IEnumerable<Finding> findings) => new(
        run.TenantId,
        run.RunId,
        run.Mode,
        verdict,
        [.. findings, new Finding(FindingCodes.RunCompleted, FindingStatus.Met, "", new Evidence("The run came to its end."))],
        [],
        [new TimelineEntry(run.StartedAt, "Report", "Done.")],
        []);

    public static Finding Licence(FindingStatus status) =>
        new(FindingCatalogue.All[0].Code, status, "", new Evidence("A sentence."));

    public static Change Change(RunRecord run) =>
        new(run.StartedAt, ChangeKind.Permissions, "corp.example", "DC=corp,DC=example", "", "(OA;…)", "product");
}
