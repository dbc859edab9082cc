using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Tenants;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Runs;

/// <summary>Finds the run of a call.</summary>
internal static class RunLookup
{
    /// <exception cref="ApiProblemException">The tenant has no such run; one of another tenant is answered alike.</exception>
    public static async Task<RunRecord> GetAsync(
        this RunStore runs, Caller caller, TenantId tenantId, string runId, CancellationToken cancellationToken) =>
        await runs.FindAsync(caller.Scope, tenantId.Value, runId, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiProblemException(NotFound(tenantId.Value, runId));

    /// <summary>The run, if an administrator of its tenant has consented; also while the tenant is being erased.</summary>
    /// <exception cref="ApiProblemException">The caller has no such tenant, it is pending, or it has no such run.</exception>
    public static async Task<RunWithReport> GetConsentedAsync(
        this RunStore runs, TenantStore tenants, Caller caller, TenantId tenantId, string runId, bool withReport, CancellationToken cancellationToken)
    {
        if (await runs.FindConsentedAsync(caller.Scope, tenantId.Value, runId, withReport, cancellationToken).ConfigureAwait(false) is { } run)
        {
            return run;
        }

        await tenants.GetConsentedAsync(caller, tenantId, cancellationToken).ConfigureAwait(false);
        throw new ApiProblemException(NotFound(tenantId.Value, runId));
    }

    public static ApiProblem NotFound(Guid tenantId, string runId) => ApiProblem.Of(
        RunProblems.NotFound,
        $"Tenant {tenantId} has no run '{(runId.Length <= 64 ? runId : runId[..64] + "…")}'. It never had, or it was erased when its retention ended.",
        nameof(runId),
        $"/api/tenants/{tenantId}/runs");
}
