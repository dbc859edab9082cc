using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Fleet;
using PasswordWriteback.Storage.Relays;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Subscriptions;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage;

/// <summary>Registers the stores.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers the stores of a database as singletons, also as the ports of the orchestration that they fulfil. The clock is the
    /// registered <see cref="TimeProvider"/>, else the database's. The database stays the caller's to dispose.
    /// </summary>
    /// <param name="services">Where.</param>
    /// <param name="database">An open database.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        services.TryAddSingleton(database.Time);
        return services
            .AddSingleton(database)
            .AddSingleton<TenantStore>()
            .AddSingleton<ConsentStore>()
            .AddSingleton<RunStore>()
            .AddSingleton<RunReportStore>()
            .AddSingleton<RunAnswerStore>()
            .AddSingleton<ForestRecordStore>()
            .AddSingleton<AttestationStore>()
            .AddSingleton<DriftStore>()
            .AddSingleton<AuditLog>()
            .AddSingleton<FleetStore>()
            .AddSingleton<RelayStore>()
            .AddSingleton<RelayTraffic>()
            .AddSingleton<SubscriptionStore>()
            .AddSingleton<NotificationInbox>()
            .AddSingleton<LicenceWatchStore>()
            .AddSingleton<IRunReports>(provider => provider.GetRequiredService<RunReportStore>())
            .AddSingleton<IRunProgress>(provider => provider.GetRequiredService<RunReportStore>())
            .AddSingleton<IForestRecords>(provider => provider.GetRequiredService<ForestRecordStore>())
            .AddSingleton<IAttestations>(provider => provider.GetRequiredService<AttestationStore>());
    }
}
