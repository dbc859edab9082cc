using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Storage.Audit;

/// <summary>Who did what. Lines are added; the database refuses to change or erase them.</summary>
/// <param name="database">The store.</param>
public sealed class AuditLog(Database database)
{
    /// <summary>Adds a line.</summary>
    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The lines of a tenant in scope, the newest first. Those of an erased tenant stay readable to its owner.</summary>
    /// <exception cref="Paging.PageTokenException">The page token is not of this query.</exception>
    public Task<AuditPage> ListAsync(TenantScope scope, Guid tenantId, AuditQuery query, CancellationToken cancellationToken) => throw new NotImplementedException();
}
