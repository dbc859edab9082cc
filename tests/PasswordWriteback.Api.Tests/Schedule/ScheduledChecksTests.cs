using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Schedule;

public sealed class ScheduledChecksTests
{
    private const int Limit = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AfterAnOutage_TheLimitHolds_AndEveryTenantIsCheckedOnce()
    {
        await using var host = await StartAsync(tenants: 17);
        host.Clock.Advance(TimeSpan.FromDays(1));
        var rounds = new List<int>();

        while (host.Engine.Started.Count < 17)
        {
            var round = await host.Get<ScheduledChecks>().RunOnceAsync(Token);
            Assert.Equal(new ScheduleRound(Limit, 0, 0, 0), await host.Get<ScheduledChecks>().RunOnceAsync(Token) with { Running = Limit });
            rounds.Add(round.Started);
            await EndAllAsync(host);
        }

        Assert.Equal([5, 5, 5, 2], rounds);
        Assert.Equal(17, host.Engine.Started.Values.Select(input => input.TenantId).Distinct().Count());
        Assert.Equal(0, (await host.Get<ScheduledChecks>().RunOnceAsync(Token)).Started);

        var next = await NextChecksAsync(host);
        Assert.All(next, at => Assert.InRange((at - host.Clock.GetUtcNow()) / TimeSpan.FromHours(6), 0.9, 1.1));
        Assert.True(next.Distinct().Count() > 12, "The next checks are not spread.");
    }

    [Fact]
    public async Task AfterARestart_TheScheduleGoesOnWhereItWas()
    {
        await using var host = await StartAsync(tenants: 7);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Get<ScheduledChecks>().RunOnceAsync(Token);

        var restarted = ActivatorUtilities.CreateInstance<ScheduledChecks>(host.Get<IServiceProvider>());
        Assert.Equal(new ScheduleRound(Limit, 0, 0, 0), await restarted.RunOnceAsync(Token));
        await EndAllAsync(host);

        Assert.Equal(new ScheduleRound(0, 2, 2, 0), await restarted.RunOnceAsync(Token));
    }

    [Fact]
    public async Task OneTenantsTrouble_StopsNoOther_AndIsBackedOff()
    {
        await using var host = await StartAsync(tenants: 3);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await using (var connection = new SqliteConnection($"Data Source={host.StorePath};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = $"""
                CREATE TRIGGER trouble BEFORE INSERT ON run
                WHEN NEW.tenant_key = (SELECT key FROM tenant WHERE tenant_id = '{Tenant(0)}')
                BEGIN SELECT RAISE(ABORT, 'this tenant''s row is broken'); END
                """;
            await command.ExecuteNonQueryAsync(Token);
        }

        var round = await host.Get<ScheduledChecks>().RunOnceAsync(Token);

        Assert.Equal(new ScheduleRound(0, 3, 2, 1), round);
        Assert.DoesNotContain(host.Engine.Started.Values, input => input.TenantId == Tenant(0));
        var troubled = (await host.Get<TenantStore>().FindAsync(TenantScope.Everyone, Tenant(0), Token))!;
        Assert.Equal(1, troubled.FailedChecks);
        Assert.InRange((troubled.NextCheckAt!.Value - host.Clock.GetUtcNow()) / CheckSchedule.FirstBackOff, 0.89, 1.11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task AClockThatJumpsAnHour_StartsNothingTwice_AndLosesNothing(int hours)
    {
        await using var host = await StartAsync(tenants: 3);
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Get<ScheduledChecks>().RunOnceAsync(Token);
        host.Clock.SetTo(host.Clock.GetUtcNow().AddHours(hours));

        Assert.Equal(0, (await host.Get<ScheduledChecks>().RunOnceAsync(Token)).Started);
        await EndAllAsync(host);
        Assert.Equal(0, (await host.Get<ScheduledChecks>().RunOnceAsync(Token)).Started);
        host.Clock.Advance(TimeSpan.FromHours(6.7));

        Assert.Equal(3, (await host.Get<ScheduledChecks>().RunOnceAsync(Token)).Started);
        Assert.Equal(6, host.Engine.Started.Count);
    }

    [Fact]
    public async Task WhileTheEngineIsInTrouble_NothingIsStarted()
    {
        await using var host = await StartAsync(tenants: 2);
        host.Clock.Advance(TimeSpan.FromHours(1));
        host.Engine.Trouble = "The disk is full.";

        Assert.Equal(new ScheduleRound(0, 0, 0, 0), await host.Get<ScheduledChecks>().RunOnceAsync(Token));

        host.Engine.Trouble = null;
        Assert.Equal(2, (await host.Get<ScheduledChecks>().RunOnceAsync(Token)).Started);
    }

    private static async Task<ApiHost> StartAsync(int tenants)
    {
        var host = await ApiHost.StartAsync(new ApiHostOptions
        {
            Services = services => services
                .AddSingleton(new ScheduleOptions { MaxRunningChecks = Limit })
                .AddSingleton(new Random(20261122)),
        });
        for (var i = 0; i < tenants; i++)
        {
            await host.AddActiveTenantAsync(Tenant(i));
        }

        return host;
    }

    private static Guid Tenant(int number) => new(number + 1, 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 1]);

    private static async Task EndAllAsync(ApiHost host)
    {
        foreach (var run in await host.Get<RunStore>().UnfinishedAsync(Token))
        {
            var report = new RunReport(
                run.TenantId,
                run.RunId,
                run.Mode,
                Verdict.NonCompliant,
                [new Finding(FindingCodes.RunCompleted, FindingStatus.Met, string.Empty, new Evidence("The run came to its end."))],
                [],
                [],
                []);
            await host.Get<RunReportStore>().SaveAsync(report, Token);
            host.Engine.Instances[run.RunId] = new RunInstance(9, HasEnded: true, Failure: null, Status: null);
        }
    }

    private static async Task<IReadOnlyList<DateTimeOffset>> NextChecksAsync(ApiHost host) =>
        [.. (await host.Get<TenantStore>().ListAsync(TenantScope.Everyone, new TenantQuery(PageSize: 200), Token)).Items.Select(tenant => tenant.NextCheckAt!.Value)];
}
