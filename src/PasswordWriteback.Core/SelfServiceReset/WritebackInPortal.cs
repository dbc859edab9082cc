using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>
/// SSP002: password writeback is enabled under On-premises integration. No supported API shows the switch, so it is met by a
/// writeback that succeeded in the last 30 days, or by a person's word of the last 90. Facts: <c>by</c>, <c>at</c>.
/// </summary>
public static class WritebackInPortal
{
    /// <summary>Judges the surfaces.</summary>
    /// <param name="surfaces">The surfaces.</param>
    /// <param name="adminCenter">The admin center of the tenant's cloud; null: the global one.</param>
    public static Finding Judge(IReadOnlyList<ResetSurface> surfaces, Uri? adminCenter = null)
    {
        var mine = surfaces.Where(surface => surface.Question == ResetQuestion.WritebackOn).ToList();
        var success = mine
            .Where(surface => surface is { Worth: SurfaceWorth.Proof, Answer.IsKnown: true })
            .MaxBy(surface => surface.AsOf);
        if (success is not null)
        {
            return Make(
                FindingStatus.Met, $"A password was written back: {success.Detail}, at {success.AsOf:u}.", success, remedy: null);
        }

        var word = mine.Find(surface => surface.Worth == SurfaceWorth.Attested);
        if (word is { Answer.IsKnown: true })
        {
            return Make(
                FindingStatus.Met,
                $"A person has said so: {word.Detail} at {word.AsOf:u}; this counts until {word.AsOf + Attestation.Lifetime:yyyy-MM-dd}.",
                word,
                remedy: null);
        }

        var audit = mine.Find(surface => surface is { Worth: SurfaceWorth.Proof, Answer.IsKnown: false, Detail: ResetSurfaces.NotRead });
        if (audit is not null)
        {
            return Make(
                FindingStatus.Unknown,
                $"No supported API shows this switch, and whether passwords are written back is not known: {audit.Answer.UnknownReason}."
                + (word is null ? "" : $" Also, {word.Answer.UnknownReason}."),
                by: null,
                $"If it is not on yet: {PersonSteps.EnableOnPremisesIntegration.AsRemedy(adminCenter)} Then confirm it.");
        }

        var why = word is null ? "no writeback was seen in the last 30 days, and nobody has confirmed it" : word.Answer.UnknownReason;
        return Make(
            FindingStatus.ActionRequired,
            $"No supported API shows this switch; {why}.",
            by: null,
            $"{PersonSteps.EnableOnPremisesIntegration.AsRemedy(adminCenter)} Then confirm it.");
    }

    private static Finding Make(FindingStatus status, string summary, ResetSurface? by, string? remedy) => new(
        FindingCodes.WritebackEnabledInPortal,
        status,
        Subject: "",
        new Evidence(summary, new JsonObject { ["by"] = by?.Name, ["at"] = by?.AsOf?.ToString("O") }),
        remedy);
}
