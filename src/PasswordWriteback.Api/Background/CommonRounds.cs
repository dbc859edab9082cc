using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Fleet;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Api.Tenants.Erasure;

namespace PasswordWriteback.Api.Background;

/// <summary>The rounds that every host makes.</summary>
internal static class CommonRounds
{
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    public static IServiceCollection AddCommonRounds(this IServiceCollection services) => services
        .AddRound<RunReconciler>("reconciliation of runs", Often, (work, token) => work.RunOnceAsync(token))
        .AddRound<ScheduledChecks>("schedule of checks", Often, (work, token) => work.RunOnceAsync(token))
        .AddRound<FleetWatch>("count of the fleet", FleetWatch.Interval, (work, token) => work.RunOnceAsync(token))
        .AddRound<TenantEraser>("erasure of tenants", TenantEraser.Interval, (work, token) => work.RunOnceAsync(token))
        .AddRound<RunRetention>("erasure of old runs", Seldom, (work, token) => work.RunOnceAsync(token))
        .AddRound<SubscriptionUpkeep>("upkeep of subscriptions", SubscriptionUpkeep.Interval, (work, token) => work.RoundAsync(token))
        .AddRound<LicenceChecks>("looks at licences", LicenceChecks.Interval, (work, token) => work.RoundAsync(token));
}
