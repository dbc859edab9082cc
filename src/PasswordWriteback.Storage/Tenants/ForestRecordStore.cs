using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>The forests in the records of tenants that are consented to.</summary>
/// <param name="database">The store.</param>
public sealed class ForestRecordStore(Database database) : IForestRecords
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ForestRecord>>(
            async session =>
            {
                var row = await TenantRow.FindAsync(session, TenantScope.Everyone, tenantId).ConfigureAwait(false);
                return row is { IsHolder: true } ? [.. row.ToRecord().Forests.Select(name => new ForestRecord(name))] : [];
            },
            cancellationToken);
}
