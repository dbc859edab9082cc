using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PasswordWriteback.Api.Tenants.Erasure;

namespace PasswordWriteback.Api.Notifications;

/// <summary>Registers the watch over licences. The host brings an <c>ITenantGraphs</c>, and <see cref="NotificationOptions"/> if it has any to set.</summary>
internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton<NotificationOptions>();
        return services
            .AddSingleton<NotificationCounts>()
            .AddSingleton<NotificationBody>()
            .AddSingleton<NotificationIntake>()
            .AddSingleton<TenantRounds>()
            .AddSingleton<SubscriptionMaker>()
            .AddSingleton<SubscriptionUpkeep>()
            .AddSingleton<LicenceLook>()
            .AddSingleton<LicenceChecks>()
            .AddSingleton<ITenantResource, TenantSubscription>();
    }
}
