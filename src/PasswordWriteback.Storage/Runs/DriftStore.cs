using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Runs;

/// <summary>How tenants differed from what they were; <see cref="RunReportStore"/> writes it.</summary>
/// <param name="database">The store.</param>
public sealed class DriftStore(Database database)
{
    /// <summary>The drift of a tenant in scope, the newest first; none when the tenant is not in scope.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<DriftPage> ListAsync(TenantScope scope, Guid tenantId, DriftQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();
}
