using System.Net;
using System.Text.Json.Nodes;

namespace PasswordWriteback.LocalHost.Tests.Notifications;

/// <summary>A tenant that is notified of, from its consent to its erasure, over the real Graph client and real HTTP both ways.</summary>
public sealed class LicenceStoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task ALostLicence_IsNotified_LookedAtOnce_Checked_AndTold()
    {
        await using var host = await LicencedHost.StartAsync();
        await host.OnboardAsync();
        await host.UntilAsync("subscription made", () => Task.FromResult(host.Tenant.Subscriptions.All.Count == 1), TimeSpan.FromSeconds(2));
        await host.UntilAsync("licences seen", async () => (await host.WatchAsync()) is { Looks: > 0 } watch && watch.DueAt > host.Clock.GetUtcNow(), TimeSpan.FromSeconds(2));
        await host.UntilAsync("first check", async () => await RunsAsync(host, "Schedule") is [{ } first] && Finished(first), TimeSpan.FromSeconds(2));
        await InOrderAsync(host);
        var looks = (await host.WatchAsync()).Looks;

        host.Tenant.Change(state => state with { Skus = [] });
        var users = host.Tenant.State.Users.Take(3).Select(user => user.Id).ToList();
        var statuses = await host.Tenant.Subscriptions.NotifyAsync(users, copies: 50, Cancellation);
        Assert.Equal(50, statuses.Count(status => status == HttpStatusCode.Accepted));
        Assert.Equal(150, (await host.WatchAsync()).Signals);
        host.AdvanceTo((await host.WatchAsync()).DueAt);
        await host.UntilAsync("looked", async () => (await host.WatchAsync()).Looks > looks);
        await host.UntilAsync("checked", async () => await RunsAsync(host, "LicenceChange") is [{ } run] && Finished(run), TimeSpan.FromSeconds(2));

        var check = (await RunsAsync(host, "LicenceChange")).Single();
        Assert.Equal(("licence change", "NonCompliant"), ((string?)check["startedBy"], (string?)check["verdict"]));
        var drift = (await host.Portal.GetAsync("/drift"))["items"]!.AsArray().Where(entry => (string?)entry!["runId"] == (string?)check["runId"]).ToList();
        Assert.Contains(drift, entry => (string?)entry!["kind"] == "BecameNonCompliant");
        Assert.Contains(drift, entry => (string?)entry!["findingCode"] == "LIC001");
        Assert.Equal(looks + 1, (await host.WatchAsync()).Looks);
    }

    [Fact(Timeout = 180_000)]
    public async Task ASubscription_IsRenewed_MadeAnewWhenLost_AndGoesWithItsTenant()
    {
        await using var host = await LicencedHost.StartAsync();
        await host.OnboardAsync();
        var subscriptions = host.Tenant.Subscriptions;
        await host.UntilAsync("made", async () => subscriptions.All.Count == 1 && (await host.SubscriptionAsync()).SubscriptionId is not null, TimeSpan.FromSeconds(2));
        var made = subscriptions.All.Single();

        host.AdvanceTo((await host.SubscriptionAsync()).NextAttemptAt);
        await host.UntilAsync("renewed", async () => (await host.SubscriptionAsync()).RenewedAt is not null);
        var renewed = subscriptions.All.Single();
        Assert.Equal(made.Id, renewed.Id);
        Assert.InRange(renewed.ExpiresAt - made.ExpiresAt, TimeSpan.FromHours(21), TimeSpan.FromHours(25));

        Assert.Equal([HttpStatusCode.Accepted], await subscriptions.NotifyLifecycleAsync("reauthorizationRequired", Cancellation));
        Assert.True((await host.SubscriptionAsync()).NextAttemptAt <= host.Clock.GetUtcNow());
        var before = (await host.SubscriptionAsync()).RenewedAt;
        await host.UntilAsync("reauthorized", async () => (await host.SubscriptionAsync()).RenewedAt > before, TimeSpan.FromSeconds(2));

        subscriptions.LoseAll();
        host.AdvanceTo((await host.SubscriptionAsync()).NextAttemptAt);
        await host.UntilAsync("made anew", async () => subscriptions.Made == 2 && (await host.SubscriptionAsync()).SubscriptionId == subscriptions.All.SingleOrDefault()?.Id);
        Assert.NotEqual(made.Id, subscriptions.All.Single().Id);

        await host.Portal.DeleteAsync();
        await host.UntilAsync("erased", async () => (await host.Portal.AuditAsync()).Contains("TenantErased"), TimeSpan.FromSeconds(2));
        Assert.Empty(subscriptions.All);
        Assert.DoesNotContain("SubscriptionLeft", await host.Portal.AuditAsync());
    }

    /// <summary>Only a tenant that was in order can fall out of it.</summary>
    private static async Task InOrderAsync(LicencedHost host)
    {
        var report = await host.Portal.ReportAsync((string)(await RunsAsync(host, "Schedule"))[0]["runId"]!);
        var amiss = report["findings"]!.AsArray().Where(finding => (string?)finding!["status"] is not ("Met" or "NotApplicable")).Select(finding => $"{finding!["code"]} {finding["status"]} {finding["evidence"]?["summary"]}");
        Assert.True((string?)report["verdict"] is "Compliant" or "ConfiguredNotProven", $"{report["verdict"]}: {string.Join(", ", amiss)}");
    }

    private static async Task<IReadOnlyList<JsonNode>> RunsAsync(LicencedHost host, string trigger) =>
        [.. (await host.Portal.GetAsync("/runs"))["items"]!.AsArray().Select(run => run!).Where(run => (string?)run["trigger"] == trigger)];

    private static bool Finished(JsonNode run) => (string?)run["state"] is "Finished" or "Failed";
}
