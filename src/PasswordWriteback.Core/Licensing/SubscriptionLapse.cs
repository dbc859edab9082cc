using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// LIC003: the subscriptions that carry writeback do not end soon. Facts: <c>subscriptions</c> (product, status, trial, licences,
/// nextState), <c>lastDay</c> (when the last of them moves on). Graph does not say which renew themselves.
/// </summary>
public static class SubscriptionLapse
{
    /// <summary>How long before its end a trial is spoken of.</summary>
    public static TimeSpan TrialNotice { get; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long before its next state any other is: monthly ones are never further away than a month, and most renew themselves.
    /// </summary>
    public static TimeSpan Notice { get; } = TimeSpan.FromDays(7);

    /// <summary>Judges the subscriptions of products that qualify.</summary>
    /// <param name="subscriptions">What was bought.</param>
    /// <param name="skus">What the tenant subscribes to, which tells the products that qualify.</param>
    /// <param name="now">The time of judgement.</param>
    public static Finding Judge(
        Reading<IReadOnlyList<CompanySubscription>> subscriptions, Reading<IReadOnlyList<SubscribedSku>> skus, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        ArgumentNullException.ThrowIfNull(skus);
        if (!skus.IsKnown || !subscriptions.IsKnown)
        {
            return Make(
                FindingStatus.Unknown, $"It is not known when the plans end: {skus.UnknownReason ?? subscriptions.UnknownReason}.", facts: null, remedy: null);
        }

        var products = skus.Value
            .Where(sku => SkuStanding.Of(sku).Kind == SkuStandingKind.Qualifies)
            .GroupBy(sku => sku.SkuId)
            .ToDictionary(group => group.Key, group => SkuCatalogue.NameOf(group.First()));
        var mine = subscriptions.Value
            .Where(subscription => products.ContainsKey(subscription.SkuId) && subscription.Status is ("Enabled" or "Warning"))
            .OrderBy(subscription => subscription.NextState ?? DateTimeOffset.MaxValue)
            .ToList();
        if (mine.Count == 0)
        {
            return Make(FindingStatus.NotApplicable, "Graph lists no subscription of a plan with Entra ID P1 or P2.", facts: null, remedy: null);
        }

        var facts = Facts(mine, products);
        var ending = mine.Where(subscription => EndsSoon(subscription, now)).ToList();
        var lasting = mine.Where(subscription => !EndsSoon(subscription, now)).ToList();
        if (ending.Count == 0)
        {
            return Make(FindingStatus.Met, $"No subscription with Entra ID P1 or P2 ends soon; the next date is {Day(mine[0].NextState)}.", facts, remedy: null);
        }

        var sentence = string.Join("; ", ending.Select(subscription => Sentence(subscription, products[subscription.SkuId], now)));
        return lasting.Count > 0
            ? Make(
                FindingStatus.ActionRequired,
                $"{sentence}. {lasting.Sum(subscription => subscription.Licences)} licences with Entra ID P1 or P2 go on.",
                facts,
                "Renew it, or see that those who hold its licences get others before that day.")
            : Make(
                FindingStatus.ActionRequired,
                $"{sentence}. Nothing with Entra ID P1 or P2 goes on after it: password writeback would end.",
                facts,
                "Renew it in the Microsoft 365 admin center (Billing > Your products), unless it renews itself.");
    }

    /// <summary>When the last subscription to these products that is in its grace period ends; null when it is not known.</summary>
    internal static DateTimeOffset? EndOfGrace(Reading<IReadOnlyList<CompanySubscription>>? subscriptions, IEnumerable<Guid> products)
    {
        var ends = subscriptions is { IsKnown: true }
            ? subscriptions.Value
                .Where(subscription => subscription.Status == "Warning" && products.Contains(subscription.SkuId))
                .Select(subscription => subscription.NextState)
                .ToList()
            : [];
        return ends.Contains(null) ? null : ends.Max();
    }

    private static bool EndsSoon(CompanySubscription subscription, DateTimeOffset now) =>
        subscription.Status == "Warning"
        || (subscription.NextState is { } next && next - now <= (subscription.IsTrial ? TrialNotice : Notice));

    private static string Sentence(CompanySubscription subscription, string name, DateTimeOffset now) => subscription switch
    {
        { Status: "Warning" } => $"{name} has lapsed; its grace period {Ends(subscription, now)}",
        { IsTrial: true } => $"the trial of {name} {Ends(subscription, now)}",
        _ => $"{name} {Ends(subscription, now)} unless it {(subscription.NextState < now ? "was" : "is")} renewed",
    };

    private static string Ends(CompanySubscription subscription, DateTimeOffset now) =>
        $"{(subscription.NextState < now ? "was to end" : "ends")} on {Day(subscription.NextState)}";

    private static string Day(DateTimeOffset? at) => at is { } day ? $"{day.UtcDateTime:yyyy-MM-dd}" : "a day that Graph does not state";

    private static JsonObject Facts(List<CompanySubscription> subscriptions, Dictionary<Guid, string> products) => new()
    {
        ["subscriptions"] = new JsonArray([.. subscriptions.Select(subscription => (JsonNode)new JsonObject
        {
            ["product"] = products[subscription.SkuId],
            ["status"] = subscription.Status,
            ["trial"] = subscription.IsTrial,
            ["licences"] = subscription.Licences,
            ["nextState"] = subscription.NextState?.ToString("O"),
        })]),
        ["lastDay"] = subscriptions.TrueForAll(subscription => subscription.NextState is not null) ? subscriptions[^1].NextState!.Value.ToString("O") : null,
    };

    private static Finding Make(FindingStatus status, string summary, JsonObject? facts, string? remedy) =>
        new(FindingCodes.SubscriptionsLast, status, Subject: "", new Evidence(Capital(summary), facts), remedy);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
