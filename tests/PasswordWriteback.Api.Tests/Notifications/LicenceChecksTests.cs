using Microsoft.Data.Sqlite;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Storage.Runs;

namespace PasswordWriteback.Api.Tests.Notifications;

public sealed class LicenceChecksTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheFirstLook_IsOnlyRemembered()
    {
        await using var host = await NotifiedHost.StartAsync();

        Assert.Equal(new LicenceRound(Due: 1, Started: 0, Troubled: 0), await host.LookAsync());

        var watch = await host.WatchAsync();
        Assert.Contains($"{FakeTenant.Premium.SkuId}", watch.Picture, StringComparison.Ordinal);
        Assert.InRange(watch.DueAt - host.Clock.GetUtcNow(), TimeSpan.FromHours(21.6), TimeSpan.FromHours(24));
        Assert.Empty(await host.RunsAsync());
    }

    [Fact]
    public async Task ALostLicence_AfterABurst_IsOneLookAndOneCheck()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Skus = [];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.PostAsync(host.Notification())));
        Assert.Equal(0, (await host.LookAsync()).Due);
        host.Clock.Advance(Window);

        Assert.Equal(new LicenceRound(Due: 1, Started: 1, Troubled: 0), await host.LookAsync());
        Assert.Equal(new LicenceRound(0, 0, 0), await host.LookAsync());

        var run = Assert.Single(await host.RunsAsync());
        Assert.Equal((RunMode.Check, RunTrigger.LicenceChange, LicenceChecks.Actor), (run.Mode, run.Trigger, run.StartedBy));
        Assert.Contains(run.RunId, host.Api.Engine.Started.Keys);
        Assert.Equal(2, host.Graph().Looks);
        Assert.Equal((0, (DateTimeOffset?)null), ((await host.WatchAsync()).Signals, (await host.WatchAsync()).SignalledAt));
    }

    [Fact]
    public async Task WhatChangesNothing_IsRemembered_AndStartsNothing()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Users = (7, 7);
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);

        Assert.Equal(new LicenceRound(Due: 1, Started: 0, Troubled: 0), await host.LookAsync());

        Assert.Empty(await host.RunsAsync());
        Assert.Equal((0, 2), ((await host.WatchAsync()).Signals, (await host.WatchAsync()).Looks));
    }

    [Fact]
    public async Task AUserWithoutLicence_IsAChange()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Users = (5, 4);
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);

        Assert.Equal(1, (await host.LookAsync()).Started);
    }

    [Fact]
    public async Task WithoutAnyNotification_LicencesAreLookedAtOnceADay()
    {
        await using var host = await NotifiedHost.StartAsync(off: true);
        await host.LookAsync();
        host.Graph().Skus = [FakeTenant.Premium with { CapabilityStatus = "Suspended" }];
        host.Clock.Advance(TimeSpan.FromHours(21));
        Assert.Equal(0, (await host.LookAsync()).Due);

        host.Clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal(1, (await host.LookAsync()).Started);
    }

    [Fact]
    public async Task ASignalDuringTheLook_GetsALookOfItsOwn()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);
        host.Graph().OnLook = () => host.PostAsync(host.Notification());

        await host.LookAsync();

        host.Graph().OnLook = null;
        var watch = await host.WatchAsync();
        Assert.Equal((1, host.Clock.GetUtcNow() + Window), (watch.Signals, watch.DueAt));
        host.Clock.Advance(Window);
        Assert.Equal(1, (await host.LookAsync()).Due);
        Assert.Equal(0, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task KilledBetweenTheCheckAndTheMemory_ItIsTheSameCheckTheNextTime()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Skus = [];
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);
        await ExecuteAsync(host, "CREATE TRIGGER trouble BEFORE UPDATE OF looks ON licence_watch BEGIN SELECT RAISE(ABORT, 'killed here'); END");
        await host.LookAsync();
        Assert.Single(await host.RunsAsync());
        Assert.Equal(1, (await host.WatchAsync()).Signals);
        await ExecuteAsync(host, "DROP TRIGGER trouble");
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new LicenceRound(Due: 1, Started: 0, Troubled: 0), await host.LookAsync());

        Assert.Single(await host.RunsAsync());
        Assert.Equal(0, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task KilledWhileGraphIsRead_TheSignalsAreThereAfterTheLease()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Skus = [];
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);
        using var killed = new CancellationTokenSource();
        host.Graph().OnLook = () => killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Api.Get<LicenceChecks>().RoundAsync(killed.Token));
        host.Graph().OnLook = null;

        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.LookAsync();

        Assert.Single(await host.RunsAsync());
        Assert.Equal(0, (await host.WatchAsync()).Signals);
    }

    [Fact]
    public async Task WhatGraphDoesNotSay_IsNoChange_AndTheSignalsStay()
    {
        await using var host = await (await NotifiedHost.StartAsync(tenants: 2)).SubscribedAsync();
        host.Graph().Skus = null;
        host.Graph(NotifiedHost.Other).Skus = [];
        await host.PostAsync(host.Notification(), host.Notification(NotifiedHost.Other));
        host.Clock.Advance(Window);

        Assert.Equal(new LicenceRound(Due: 2, Started: 1, Troubled: 1), await host.LookAsync());

        Assert.Empty(await host.RunsAsync());
        var watch = await host.WatchAsync();
        Assert.Equal((1, 1, "Graph is away"), (watch.Signals, watch.FailedLooks, watch.LastError));
        host.Graph().Skus = [];
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await host.LookAsync()).Started);
        Assert.Null((await host.WatchAsync()).LastError);
    }

    [Fact]
    public async Task ARoundWhoseTimeIsOver_LeavesTheRestToALaterOne_AndCallsItNoFailure()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        host.Graph().Skus = [];
        await host.PostAsync(host.Notification());
        host.Clock.Advance(Window);
        host.Graph().OnLook = () =>
        {
            host.Clock.Advance(TimeSpan.FromMinutes(4));
            return Task.CompletedTask;
        };

        Assert.Equal(new LicenceRound(Due: 1, Started: 0, Troubled: 0), await host.LookAsync());

        host.Graph().OnLook = null;
        Assert.Equal((1, 0), ((await host.WatchAsync()).Signals, (await host.WatchAsync()).FailedLooks));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await host.LookAsync()).Started);
    }

    [Fact]
    public async Task WhileAsManyChecksGoOnAsMay_NobodyIsLookedAt()
    {
        await using var host = await (await NotifiedHost.StartAsync(tenants: 2)).SubscribedAsync();
        host.Api.Get<ScheduleOptions>().MaxRunningChecks = 1;
        host.Graph().Skus = [];
        host.Graph(NotifiedHost.Other).Skus = [];
        host.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(new LicenceRound(Due: 1, Started: 1, Troubled: 0), await host.LookAsync());
        Assert.Equal(new LicenceRound(0, 0, 0), await host.LookAsync());

        var started = Assert.Single(host.Api.Engine.Started);
        Assert.True(await host.Api.Get<RunStore>().FailAsync(started.Key, "ended", Token));
        Assert.Equal(1, (await host.LookAsync()).Started);
    }

    [Fact]
    public async Task WhatWasDropped_IsInTheLog_OnceARound()
    {
        await using var host = await (await NotifiedHost.StartAsync()).SubscribedAsync();
        var forged = host.Notification();
        forged["clientState"] = "guessed";
        await host.PostAsync(forged, forged.DeepClone().AsObject(), forged.DeepClone().AsObject());

        await host.LookAsync();
        await host.LookAsync();

        Assert.Single(host.Api.Log.All.Split('\n'), line => line.Contains("Notifications were dropped since the last round: ClientState 3", StringComparison.Ordinal));
        Assert.DoesNotContain("guessed", host.Api.Log.All, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(NotifiedHost host, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={host.Api.StorePath};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
