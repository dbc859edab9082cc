using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// LIC001: the tenant owns a plan with Entra ID P1 or P2. Facts: <c>qualifying</c>, <c>inGrace</c>, <c>other</c>
/// (product names), <c>graceEnds</c>.
/// </summary>
public static class QualifyingPlan
{
    private const int NamesInEvidence = 8;

    private const string WhatQualifies =
        "Buy or renew a plan that holds Microsoft Entra ID P1 or P2 for the people who will reset their passwords: Entra ID P1 or P2, "
        + "Enterprise Mobility + Security, Microsoft 365 E3, E5, A3, A5, F1, F3 or Business Premium.";

    /// <summary>Judges the products of a tenant.</summary>
    /// <param name="skus">The products.</param>
    /// <param name="subscriptions">What was bought, which tells when a grace period ends; null when it was not asked for.</param>
    public static Finding Judge(Reading<IReadOnlyList<SubscribedSku>> skus, Reading<IReadOnlyList<CompanySubscription>>? subscriptions = null)
    {
        ArgumentNullException.ThrowIfNull(skus);
        if (!skus.IsKnown)
        {
            return Make(FindingStatus.Unknown, $"The tenant's plans are not known: {skus.UnknownReason}.", facts: null, remedy: null);
        }

        var standings = skus.Value.Select(SkuStanding.Of).ToList();
        var usable = standings.Where(standing => standing.Kind == SkuStandingKind.Qualifies).ToList();
        var facts = Facts(standings);
        if (usable.Count > 0)
        {
            return Met(
                usable,
                facts,
                SubscriptionLapse.EndOfGrace(
                    subscriptions, skus.Value.Where(sku => SkuStanding.Of(sku).Kind == SkuStandingKind.Qualifies).Select(sku => sku.SkuId)));
        }

        var pending = standings.Where(standing => standing.Kind == SkuStandingKind.Pending).ToList();
        if (pending.Count > 0)
        {
            return Make(
                FindingStatus.ActionRequired,
                $"A plan is there but not in service yet: {Sentence(pending)}.",
                facts,
                "Activate the plan in the Microsoft 365 admin center, or wait until Microsoft has provisioned it, and check again.");
        }

        var found = standings.Count == 0
            ? "The tenant subscribes to nothing"
            : $"No plan of the tenant carries password writeback: {Sentence(standings.OrderByDescending(standing => standing.Kind))}";
        return Make(FindingStatus.NotMet, $"{found}.", facts, WhatQualifies);
    }

    private static Finding Met(List<SkuStanding> usable, JsonObject facts, DateTimeOffset? endOfGrace)
    {
        var inService = usable.Where(standing => !standing.InGrace).ToList();
        if (inService.Count > 0)
        {
            return Make(FindingStatus.Met, $"Plans with Entra ID P1 or P2: {Names(inService)}.", facts, remedy: null);
        }

        var until = "";
        if (endOfGrace is { } end)
        {
            until = $", which ends on {end.UtcDateTime:yyyy-MM-dd}";
            facts["graceEnds"] = end.ToString("O");
        }

        return Make(
            FindingStatus.Met,
            $"The only plans with Entra ID P1 or P2 have lapsed and are in their grace period{until}: {Names(usable)}.",
            facts,
            "Renew the subscription before the grace period ends: with it password writeback ends, too.");
    }

    private static JsonObject Facts(List<SkuStanding> standings) => new()
    {
        ["qualifying"] = List(standings.Where(standing => standing is { Kind: SkuStandingKind.Qualifies, InGrace: false })),
        ["inGrace"] = List(standings.Where(standing => standing is { Kind: SkuStandingKind.Qualifies, InGrace: true })),
        ["other"] = List(standings.Where(standing => standing.Kind != SkuStandingKind.Qualifies)),
    };

    private static JsonArray List(IEnumerable<SkuStanding> standings) =>
        [.. standings.Select(standing => (JsonNode)standing.Name)];

    private static string Names(List<SkuStanding> standings) => Shorten([.. standings.Select(standing => standing.Name)]);

    private static string Sentence(IEnumerable<SkuStanding> standings) =>
        Shorten([.. standings.Select(standing => standing.Reason is null ? standing.Name : $"{standing.Name} ({standing.Reason})")]);

    private static string Shorten(List<string> names) =>
        names.Count <= NamesInEvidence
            ? string.Join("; ", names)
            : $"{string.Join("; ", names.Take(NamesInEvidence))}; and {names.Count - NamesInEvidence} more";

    private static Finding Make(FindingStatus status, string summary, JsonObject? facts, string? remedy) =>
        new(FindingCodes.QualifyingPlan, status, Subject: "", new Evidence(summary, facts), remedy);
}
