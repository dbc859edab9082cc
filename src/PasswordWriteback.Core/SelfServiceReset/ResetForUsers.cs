using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// SSP001: self-service password reset is enabled for users. Facts: <c>scope</c> (what the report shows),
/// <c>reportAsOf</c>, <c>by</c> (which surface decided).
/// </summary>
public static class ResetForUsers
{
    /// <summary>
    /// Judges the surfaces. A success since the report was made, or a person's word given since then, outweighs a report that
    /// says no; a newer report outweighs them. A report that says yes suffices.
    /// </summary>
    /// <param name="surfaces">The surfaces.</param>
    /// <param name="adminCenter">The admin center of the tenant's cloud; null: the global one.</param>
    public static Finding Judge(IReadOnlyList<ResetSurface> surfaces, Uri? adminCenter = null)
    {
        var mine = surfaces.Where(surface => surface.Question == ResetQuestion.UsersMayReset).ToList();
        var report = mine.Single(surface => surface.Worth == SurfaceWorth.Inferred);
        var success = mine.Find(surface => surface.Worth == SurfaceWorth.Proof && surface.Answer is { IsKnown: true });
        var word = mine.Find(surface => surface.Worth == SurfaceWorth.Attested);

        if (report.Answer is { IsKnown: true, Value: true })
        {
            return Make(FindingStatus.Met, ScopeInWords(report), report, report.Name, remedy: null);
        }

        if (success is not null && IsNewer(success, report))
        {
            return Make(
                FindingStatus.Met, $"A user has done it: {success.Detail}, last at {success.AsOf:u}.", report, success.Name, remedy: null);
        }

        if (word is { Answer.IsKnown: true } && IsNewer(word, report))
        {
            return Make(
                FindingStatus.Met,
                $"{Capitalize(word.Detail)} at {word.AsOf:u}; the registration report cannot show it yet ({ReportInWords(report)}).",
                report,
                word.Name,
                remedy: null);
        }

        var remedy = PersonSteps.EnableResetForUsers.AsRemedy(adminCenter);
        if (report.Answer.IsKnown)
        {
            var overruled = word is { Answer.IsKnown: true } ? $" It overrules the older word ({word.Detail} at {word.AsOf:u})." : "";
            return Make(
                FindingStatus.ActionRequired,
                $"No member who is not an administrator may reset (report of {AsOf(report)}).{overruled}",
                report,
                report.Name,
                remedy);
        }

        var ended = word is null ? "" : $" Also, {word.Answer.UnknownReason}.";
        return Make(
            FindingStatus.Unknown,
            $"It is not known whether users may reset: {report.Answer.UnknownReason}.{ended}",
            report,
            by: null,
            $"If it is not so yet: {remedy} Then confirm it.");
    }

    private static string ScopeInWords(ResetSurface report) => report.Detail == nameof(ResetScope.All)
        ? $"Every user may reset (report of {AsOf(report)})."
        : $"Selected users may reset, others may not (report of {AsOf(report)}). Those outside the selected group never meet writeback.";

    private static string ReportInWords(ResetSurface report) =>
        report.Answer.IsKnown ? $"it is of {AsOf(report)}" : report.Answer.UnknownReason;

    private static string AsOf(ResetSurface report) => report.AsOf is { } at ? $"{at:u}" : "unknown age";

    private static bool IsNewer(ResetSurface surface, ResetSurface report) =>
        !report.Answer.IsKnown || report.AsOf is null || surface.AsOf > report.AsOf;

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static Finding Make(FindingStatus status, string summary, ResetSurface report, string? by, string? remedy) => new(
        FindingCodes.ResetEnabledForUsers,
        status,
        Subject: "",
        new Evidence(summary, new JsonObject { ["scope"] = report.Detail, ["reportAsOf"] = report.AsOf?.ToString("O"), ["by"] = by }),
        remedy);
}
