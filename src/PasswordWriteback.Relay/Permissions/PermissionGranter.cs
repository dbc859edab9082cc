using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What to grant.</summary>
/// <param name="RunId">The run; names the rollback record.</param>
/// <param name="PlanHash">A plan in the plan store.</param>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="Account">The connector account that discovery found just now.</param>
/// <param name="RequiredControllers">Host names of the domain controllers that must agree before a write, as far as they answer. The PDC emulators always belong to them.</param>
public sealed record GrantRequest(
    string RunId, string PlanHash, DirectoryForest Forest, ConnectorAccount Account, IReadOnlyList<string> RequiredControllers);

/// <summary>How a grant or a rollback ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Writes">What was written, also when a later target failed.</param>
/// <param name="Detail">One sentence (for a concurrent change followed by the difference, one ACE a line).</param>
/// <param name="RecordPath">The rollback record; null when nothing was written.</param>
public sealed record GrantResult(WriteOutcome Outcome, IReadOnlyList<DirectoryWrite> Writes, string Detail, string? RecordPath);

/// <summary>Writes a plan: one LDAP write per target, on the PDC emulator, recorded before, read back after.</summary>
public sealed class PermissionGranter(IDirectoryConnector connector, PlanStore plans, GrantRecordStore records, TimeProvider time)
{
    /// <summary>Writes the plan, or says why not. A repeated call for the same run settles what the first one left.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write; the record says what was written until then.</exception>
    public Task<GrantResult> GrantAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        _ = connector;
        _ = plans;
        _ = records;
        _ = time;
        throw new NotSupportedException("granting permissions is not built yet");
    }
}
