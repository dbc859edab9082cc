namespace PasswordWriteback.Orchestration.EnableWriteback.Ports;

/// <summary>The forests in the records of tenants.</summary>
public interface IForestRecords
{
    /// <summary>The forests of a tenant; none when none is registered.</summary>
    Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken);
}
