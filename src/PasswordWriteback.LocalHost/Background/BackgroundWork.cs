using PasswordWriteback.Api.Fleet;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.LocalHost.Relays;

namespace PasswordWriteback.LocalHost.Background;

/// <summary>What this host does without being asked.</summary>
internal static class BackgroundWork
{
    /// <summary>How often the schedule and the reconciler have a round.</summary>
    public static readonly TimeSpan Often = TimeSpan.FromMinutes(1);

    /// <summary>How often old runs are erased.</summary>
    public static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    public static IServiceCollection AddBackgroundWork(this IServiceCollection services) => services
        .Add("reconciliation of runs", Often, work => work.GetRequiredService<RunReconciler>().RunOnceAsync)
        .Add("schedule of checks", Often, work => work.GetRequiredService<ScheduledChecks>().RunOnceAsync)
        .Add("count of the fleet", FleetWatch.Interval, work => work.GetRequiredService<FleetWatch>().RunOnceAsync)
        .Add("erasure of tenants", TenantEraser.Interval, work => work.GetRequiredService<TenantEraser>().RunOnceAsync)
        .Add("erasure of old runs", Seldom, work => work.GetRequiredService<RunRetention>().RunOnceAsync)
        .Add("upkeep of subscriptions", SubscriptionUpkeep.Interval, work => work.GetRequiredService<SubscriptionUpkeep>().RoundAsync)
        .Add("looks at licences", LicenceChecks.Interval, work => work.GetRequiredService<LicenceChecks>().RoundAsync)
        .Add("housekeeping of relays", RelayHousekeeping.Interval, work => work.GetRequiredService<RelayHousekeeping>().RunOnceAsync);

    // The services are asked for in the round, not before: the engine starts after they are registered.
    private static IServiceCollection Add(
        this IServiceCollection services, string name, TimeSpan every, Func<IServiceProvider, Func<CancellationToken, Task>> round) =>
        services.AddSingleton<IHostedService>(provider => new RepeatedWork(
            name,
            every,
            token => round(provider)(token),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RepeatedWork>>()));
}
