using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PasswordWriteback.Api.Schedule;

namespace PasswordWriteback.Api.Runs;

/// <summary>Registers what runs and their schedule need.</summary>
internal static class RunServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<ScheduleOptions>();
        return services
            .AddSingleton<RunStarter>()
            .AddSingleton<RunReferences>()
            .AddSingleton<RunReader>()
            .AddSingleton<RunAnswers>()
            .AddSingleton<RunReconciler>()
            .AddSingleton<RunRetention>()
            .AddSingleton<RelayReplies>()
            .AddSingleton<ScheduledChecks>();
    }
}
