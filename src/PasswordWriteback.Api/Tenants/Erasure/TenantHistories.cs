using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage.Paging;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tenants.Erasure;

/// <summary>What the engine keeps of a tenant's runs: their histories hold what was read of its directory.</summary>
internal sealed class TenantHistories(RunStore runs, IRunEngine engine) : ITenantResource
{
    public async Task<bool> ReleaseAsync(TenantRecord tenant, CancellationToken cancellationToken)
    {
        if (tenant.ConsentedAt is null)
        {
            return true;
        }

        string? next = null;
        do
        {
            var page = await runs.ListAsync(
                TenantScope.Of(tenant.Owner), tenant.TenantId, new RunQuery(PageSize: Page.MaxSize, PageToken: next), cancellationToken).ConfigureAwait(false);
            foreach (var run in page.Items)
            {
                // A run whose start was under way when the erasure began may have reached the engine since.
                await engine.TerminateAsync(run.RunId, "The tenant is being erased.", cancellationToken).ConfigureAwait(false);
                await engine.PurgeAsync(run.RunId, cancellationToken).ConfigureAwait(false);
            }

            next = page.NextPageToken;
        }
        while (next is not null);

        return true;
    }
}
