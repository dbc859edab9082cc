using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants;

/// <summary>Finds the tenant of a call, for callers that may see it and in the states that the call is for.</summary>
public static class TenantLookup
{
    /// <summary>The tenant in whatever state.</summary>
    /// <exception cref="ApiProblemException">The caller has none: not registered, or another owner's, which is answered alike.</exception>
    public static async Task<TenantRecord> GetAsync(this TenantStore tenants, Caller caller, TenantId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(id);
        return await tenants.FindAsync(caller.Scope, id.Value, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiProblemException(NotFound(id.Value));
    }

    /// <summary>The tenant, once an administrator of it has consented; also while it is being erased.</summary>
    /// <exception cref="ApiProblemException">The caller has none, or it is pending.</exception>
    public static async Task<TenantRecord> GetConsentedAsync(this TenantStore tenants, Caller caller, TenantId id, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(caller, id, cancellationToken).ConfigureAwait(false);
        return tenant.State == TenantState.Pending || tenant.ConsentedAt is null ? throw new ApiProblemException(NotActive(tenant)) : tenant;
    }

    /// <summary>The tenant, if it is active.</summary>
    /// <exception cref="ApiProblemException">The caller has none, or it is pending or being erased.</exception>
    public static async Task<TenantRecord> GetActiveAsync(this TenantStore tenants, Caller caller, TenantId id, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(caller, id, cancellationToken).ConfigureAwait(false);
        return tenant.State == TenantState.Active ? tenant : throw new ApiProblemException(NotActive(tenant));
    }

    /// <summary>The caller has no such tenant.</summary>
    public static ApiProblem NotFound(Guid tenantId) => ApiProblem.Of(
        TenantProblems.NotFound, $"There is no tenant {tenantId} among those you registered. Register it with PUT.", TenantId.Parameter);

    /// <summary>Why nothing can be done with a tenant that is not active.</summary>
    public static ApiProblem NotActive(TenantRecord tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return tenant.State == TenantState.Deleting
            ? Deleting(tenant.TenantId)
            : ApiProblem.Of(
                TenantProblems.Pending,
                "Let an administrator of the tenant open its consent link; until then it can only be read, changed and deleted.",
                link: $"/api/tenants/{tenant.TenantId}/consent-link");
    }

    /// <summary>The tenant is being erased.</summary>
    public static ApiProblem Deleting(Guid tenantId) => ApiProblem.Of(
        TenantProblems.Deleting, "Wait until it is gone (GET answers 404); then it can be registered again.", link: $"/api/tenants/{tenantId}") with
    { RetryAfter = TimeSpan.FromSeconds(10) };
}
