using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Notifications;

public sealed class SubscriptionUpkeepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AfterConsent_OneIsMade_AndOnlyTheHashOfItsSecretIsStored()
    {
        await using var host = await NotifiedHost.StartAsync();

        Assert.Equal(new UpkeepRound(Due: 1, Made: 1, Renewed: 0, Troubled: 0), await host.UpkeepAsync());
        Assert.Equal(new UpkeepRound(0, 0, 0, 0), await host.UpkeepAsync());

        var (shown, secret) = Assert.Single(host.Graph().Existing.Values);
        Assert.InRange(secret.Length, 43, WantedSubscription.MaxClientState);
        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromDays(28), shown.ExpiresAt);
        var stored = await host.SubscriptionAsync();
        Assert.Equal((shown.Id, NotifiedHost.Url, shown.ExpiresAt), (stored.SubscriptionId, stored.NotificationUrl, stored.ExpiresAt));
        await using var connection = new SqliteConnection($"Data Source={host.Api.StorePath};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT client_state_hash FROM subscription";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), await command.ExecuteScalarAsync(Token));
        Assert.DoesNotContain(secret, host.Api.Log.All, StringComparison.Ordinal);
        Assert.Contains(await host.AuditAsync(), line => line.Action == AuditAction.SubscriptionMade);
    }

    [Fact]
    public async Task APendingTenant_HasNone()
    {
        await using var host = await NotifiedHost.StartAsync(tenants: 0);
        await host.Api.Get<TenantStore>().PutAsync(
            "portal-a", new TenantRegistration(NotifiedHost.Tenant, "Contoso", ["contoso.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false), ifVersion: null, "test", Token);

        Assert.Equal(0, (await host.UpkeepAsync()).Due);
    }

    [Fact]
    public async Task ItIsRenewedEveryDay_LongBeforeItEnds_AndStaysTheSame()
    {
        await using var host = await NotifiedHost.StartAsync();
        await host.UpkeepAsync();
        var first = await host.SubscriptionAsync();
        for (var day = 0; day < 60; day++)
        {
            host.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(new UpkeepRound(Due: 1, Made: 0, Renewed: 1, Troubled: 0), await host.UpkeepAsync());
        }

        var now = await host.SubscriptionAsync();
        Assert.Equal((first.SubscriptionId, host.Clock.GetUtcNow() + TimeSpan.FromDays(28)), (now.SubscriptionId, now.ExpiresAt));
        Assert.InRange(now.NextAttemptAt - host.Clock.GetUtcNow(), TimeSpan.FromHours(21.6), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task OneThatIsGone_IsMadeAnew_AndLicencesAreLookedAtForWhatWasMissed()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var lost = await host.SubscriptionAsync();
        host.Graph().Lose();
        host.Clock.Advance(TimeSpan.FromHours(24));
        await host.LookAsync();

        Assert.Equal(1, (await host.UpkeepAsync()).Made);

        var made = await host.SubscriptionAsync();
        Assert.NotEqual(lost.SubscriptionId, made.SubscriptionId);
        Assert.Equal(host.Clock.GetUtcNow(), made.LostAt);
        Assert.Equal(host.Clock.GetUtcNow(), (await host.WatchAsync()).DueAt);
        Assert.Contains(await host.AuditAsync(), line => line.Action == AuditAction.SubscriptionLost);
    }

    [Fact]
    public async Task OneTenantsTrouble_StopsNoOther_IsSaid_AndIsTriedAgainEverMoreSeldom()
    {
        await using var host = await NotifiedHost.StartAsync(tenants: 2);
        host.Graph().Trouble = "Graph refused POST /subscriptions (403): the app needs the permission User.Read.All";

        Assert.Equal(new UpkeepRound(Due: 2, Made: 1, Renewed: 0, Troubled: 1), await host.UpkeepAsync());

        var pauses = new List<TimeSpan>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var record = await host.SubscriptionAsync();
            Assert.Equal((attempt + 1, host.Graph().Trouble), (record.FailedAttempts, record.LastError));
            pauses.Add(record.NextAttemptAt - host.Clock.GetUtcNow());
            host.Clock.Advance(pauses[^1]);
            await host.UpkeepAsync();
        }

        Assert.InRange(pauses[0], TimeSpan.FromMinutes(0.9), TimeSpan.FromMinutes(1));
        Assert.All(pauses.Zip(pauses.Skip(1)).Take(8), pair => Assert.True(pair.Second > pair.First));
        Assert.InRange(pauses[^1], TimeSpan.FromHours(5.4), TimeSpan.FromHours(6));
        host.Graph().Trouble = null;
        host.Clock.Advance(TimeSpan.FromHours(6));
        Assert.True((await host.UpkeepAsync()).Made == 1);
        Assert.Equal((0, (string?)null), ((await host.SubscriptionAsync()).FailedAttempts, (await host.SubscriptionAsync()).LastError));
    }

    [Fact]
    public async Task ThePortal_SeesHowTheLicencesAreWatched_AndWhatIsWrong()
    {
        await using var host = await (await NotifiedHost.StartAsync(tenants: 2)).SubscribedAsync();
        using var client = host.Api.Client();
        var made = JsonNode.Parse(await client.GetStringAsync($"/api/tenants/{NotifiedHost.Tenant}/licence-watch", Token))!;
        Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromDays(28), (DateTimeOffset)made["subscriptionEndsAt"]!);
        Assert.Equal((host.Clock.GetUtcNow(), (JsonNode?)null), ((DateTimeOffset)made["lookedAt"]!, made["subscriptionTrouble"]));

        host.Graph(NotifiedHost.Other).Trouble = "the app needs the permission User.Read.All";
        host.Graph(NotifiedHost.Other).Skus = null;
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.UpkeepAsync();
        await host.LookAsync();

        var troubled = JsonNode.Parse(await client.GetStringAsync($"/api/tenants/{NotifiedHost.Other}/licence-watch", Token))!;
        Assert.Equal(("the app needs the permission User.Read.All", "Graph is away"), ((string?)troubled["subscriptionTrouble"], (string?)troubled["lookTrouble"]));
    }

    [Fact]
    public async Task WhatADeadProcessLeft_IsRemoved_AndWhatAnotherDeploymentHas_IsNot()
    {
        await using var host = await NotifiedHost.StartAsync();
        var stray = host.Graph().AddStray(NotifiedHost.Url);
        var foreign = host.Graph().AddStray("https://other.example/api/notifications/graph");

        await host.UpkeepAsync();

        Assert.DoesNotContain(stray, host.Graph().Existing.Keys);
        Assert.Contains(foreign, host.Graph().Existing.Keys);
        Assert.Equal(2, host.Graph().Existing.Count);
    }

    [Fact]
    public async Task WithoutAnAddress_NothingIsAsked_AndTheLogSaysSo()
    {
        await using var host = await NotifiedHost.StartAsync(off: true);

        Assert.Equal(new UpkeepRound(0, 0, 0, 0), await host.UpkeepAsync());

        Assert.Empty(host.Graph().Calls);
        Assert.Contains("No address for notifications is set", host.Api.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherAddress_MakesTheSubscriptionsAnew()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var elsewhere = new Uri("https://elsewhere.example/api/notifications/graph");
        host.Api.Get<NotificationOptions>().Url = elsewhere;
        var restarted = ActivatorUtilities.CreateInstance<SubscriptionUpkeep>(host.Api.Get<IServiceProvider>());

        Assert.Equal(1, (await restarted.RoundAsync(Token)).Made);

        Assert.Equal(elsewhere.AbsoluteUri, Assert.Single(host.Graph().Existing.Values).Shown.NotificationUrl);
    }

    [Fact]
    public async Task ATenantThatIsGivenUpMeanwhile_IsLeftWithNone()
    {
        await using var host = await NotifiedHost.StartAsync();
        host.Graph().OnMade = () => host.Api.Get<TenantStore>().BeginDeleteAsync(TenantScope.Everyone, NotifiedHost.Tenant, "test", Token);

        await host.UpkeepAsync();

        Assert.Empty(host.Graph().Existing);
        Assert.Null((await host.SubscriptionAsync()).SubscriptionId);
    }

    [Fact]
    public async Task RoundsThatOverlap_MakeOneForEachTenant()
    {
        await using var host = await NotifiedHost.StartAsync(tenants: 2);

        var rounds = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.UpkeepAsync()));

        Assert.Equal(2, rounds.Sum(round => round.Made));
        Assert.Single(host.Graph().Existing);
        Assert.Single(host.Graph(NotifiedHost.Other).Existing);
    }

    [Fact]
    public async Task ARoundWhoseTimeIsOver_LeavesTheRestToALaterOne_AndCallsItNoFailure()
    {
        await using var host = await NotifiedHost.StartAsync();
        host.Graph().OnMade = () =>
        {
            host.Clock.Advance(TimeSpan.FromMinutes(4));
            return Task.CompletedTask;
        };

        Assert.Equal(new UpkeepRound(Due: 1, Made: 0, Renewed: 0, Troubled: 0), await host.UpkeepAsync());

        host.Graph().OnMade = null;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await host.UpkeepAsync()).Made);
        Assert.Equal(0, (await host.SubscriptionAsync()).FailedAttempts);
        Assert.Single(host.Graph().Existing);
    }

    [Fact]
    public async Task AHostThatDies_LosesNothing_TheTenantIsDueAgain()
    {
        await using var host = await NotifiedHost.StartAsync();
        using var killed = new CancellationTokenSource();
        host.Graph().OnMade = () => killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Api.Get<SubscriptionUpkeep>().RoundAsync(killed.Token));
        host.Graph().OnMade = null;
        Assert.Equal(0, (await host.UpkeepAsync()).Due);

        host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(1, (await host.UpkeepAsync()).Made);
        Assert.Equal((await host.SubscriptionAsync()).SubscriptionId, Assert.Single(host.Graph().Existing.Keys));
    }
}
