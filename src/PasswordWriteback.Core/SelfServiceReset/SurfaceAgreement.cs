using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// SSP004: the surfaces that answer the same question give the same answer. All are shown. Facts: <c>surfaces</c>
/// (name, question, worth, answer, detail, asOf).
/// </summary>
public static class SurfaceAgreement
{
    /// <summary>Judges the surfaces. With fewer than two answers to every question there is nothing to compare.</summary>
    public static Finding Judge(IReadOnlyList<ResetSurface> surfaces)
    {
        var compared = surfaces
            .Where(surface => surface.Answer.IsKnown)
            .GroupBy(surface => surface.Question)
            .Where(group => group.Count() > 1)
            .ToList();
        var disagreements = compared
            .Where(group => group.Select(surface => surface.Answer.Value).Distinct().Count() > 1)
            .Select(group => Explain([.. group]))
            .ToList();
        var facts = new JsonObject { ["surfaces"] = new JsonArray([.. surfaces.Select(Describe)]) };
        if (disagreements.Count > 0)
        {
            return Make(FindingStatus.NotMet, string.Join(" ", disagreements), facts);
        }

        return compared.Count > 0
            ? Make(FindingStatus.Met, $"All surfaces that answer the same question agree ({compared.Sum(group => group.Count())} answers).", facts)
            : Make(FindingStatus.NotApplicable, "No two surfaces have answered the same question, so none can disagree.", facts);
    }

    private static string Explain(List<ResetSurface> group)
    {
        var question = group[0].Question == ResetQuestion.UsersMayReset ? "Whether users may reset" : "Whether writeback is on";
        var yes = group.Where(surface => surface.Answer.Value).ToList();
        var no = group.Where(surface => !surface.Answer.Value).ToList();
        return $"{question}: yes say {Names(yes)}; no say {Names(no)}. {Because(yes, no)}";
    }

    /// <summary>The sentence that explains a disagreement, the weightiest cause first.</summary>
    private static string Because(List<ResetSurface> yes, List<ResetSurface> no)
    {
        if (no.TrueForAll(IsFlag) || yes.TrueForAll(IsFlag))
        {
            return "Microsoft documents that feature flag as not in use; it decides nothing.";
        }

        if (no.TrueForAll(IsHint) || yes.TrueForAll(IsHint))
        {
            return "A recommendation is Entra's own reckoning of a beta API, renewed once a day at most; it decides nothing.";
        }

        if (yes.Exists(surface => surface.Worth == SurfaceWorth.Proof))
        {
            return "What has succeeded was possible then: the surface that says no is stale, or the setting was changed since.";
        }

        return no.Exists(surface => surface.Worth == SurfaceWorth.Inferred)
            ? "The registration report can lag by a day behind what a person has just set; a newer report counts."
            : "Writeback needs the switch on both sides: in Entra Connect, and under On-premises integration.";
    }

    private static bool IsHint(ResetSurface surface) => surface.Worth is SurfaceWorth.Hint or SurfaceWorth.DecidesNothing;

    private static bool IsFlag(ResetSurface surface) => surface.Worth == SurfaceWorth.DecidesNothing;

    private static string Names(List<ResetSurface> surfaces) => string.Join(", ", surfaces.Select(surface => surface.Name));

    private static JsonNode Describe(ResetSurface surface) => new JsonObject
    {
        ["name"] = surface.Name,
        ["question"] = surface.Question.ToString(),
        ["worth"] = surface.Worth.ToString(),
        ["answer"] = surface.Answer switch { { IsKnown: false } => "Unknown", { Value: true } => "Yes", _ => "No" },
        ["detail"] = surface.Answer.UnknownReason ?? surface.Detail,
        ["asOf"] = surface.AsOf?.ToString("O"),
    };

    private static Finding Make(FindingStatus status, string summary, JsonObject facts) =>
        new(FindingCodes.SurfacesAgree, status, Subject: "", new Evidence(summary, facts));
}
