using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants.Erasure;

/// <summary>
/// Finishes what DELETE has begun: releases what a tenant holds, then erases its record. All it knows is in the store, so it
/// goes on after a restart, on whichever host. A host's timer calls it.
/// </summary>
/// <param name="tenants">Tenants.</param>
/// <param name="resources">What tenants hold, in the order in which it is released.</param>
/// <param name="logger">Where trouble is logged.</param>
public sealed partial class TenantEraser(TenantStore tenants, IEnumerable<ITenantResource> resources, ILogger<TenantEraser> logger)
{
    /// <summary>How often a host should call it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<ITenantResource> _resources = [.. resources];

    /// <summary>Takes every tenant that is being erased as far as it goes now. Trouble with one does not stop another.</summary>
    /// <returns>How many were erased.</returns>
    /// <exception cref="Storage.StoreUnavailableException">The store does not say which they are.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var tenant in await tenants.DeletingAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                erased += await EraseAsync(tenant, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Failed(logger, tenant.TenantId, exception);
            }
        }

        return erased;
    }

    private async Task<bool> EraseAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        foreach (var resource in _resources)
        {
            if (!await resource.ReleaseAsync(tenant, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        await tenants.EraseAsync(tenant.TenantId, tenant.Owner, "erasure", cancellationToken).ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {TenantId} could not be erased yet; it is tried again.")]
    private static partial void Failed(ILogger logger, Guid tenantId, Exception exception);
}

/// <summary>Registers the erasure of tenants.</summary>
internal static class TenantErasureServices
{
    public static IServiceCollection AddTenantErasure(this IServiceCollection services) => services
        .AddSingleton<ITenantResource, TenantRuns>()
        .AddSingleton<ITenantResource, TenantHistories>()
        .AddSingleton<TenantEraser>();
}
