using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>The forests in the records of tenants that are consented to.</summary>
/// <param name="database">The store.</param>
public sealed class ForestRecordStore(Database database) : IForestRecords
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken) => throw new NotImplementedException();
}
