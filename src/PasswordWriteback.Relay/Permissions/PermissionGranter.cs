using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What to grant.</summary>
/// <param name="RunId">The run; names the rollback record.</param>
/// <param name="PlanHash">A plan in the plan store.</param>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="Account">The connector account that discovery found just now.</param>
/// <param name="RequiredControllers">Host names of the domain controllers that must agree before a write, as far as they can be asked. The PDC emulators always belong to them.</param>
public sealed record GrantRequest(
    string RunId, string PlanHash, DirectoryForest Forest, ConnectorAccount Account, IReadOnlyList<string> RequiredControllers);

/// <summary>How a grant or a rollback ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Writes">What was written, also when a later target failed.</param>
/// <param name="Detail">One sentence (for a concurrent change followed by the difference, one ACE a line).</param>
/// <param name="RecordPath">The rollback record; null when nothing was written.</param>
public sealed record GrantResult(WriteOutcome Outcome, IReadOnlyList<DirectoryWrite> Writes, string Detail, string? RecordPath);

/// <summary>
/// Writes a plan: one LDAP write per target, on the PDC emulator, recorded before, read back after. All targets are checked
/// before the first is written. A repeated call for the same run settles what the first one left and goes on from there.
/// </summary>
public sealed class PermissionGranter(IDirectoryConnector connector, PlanStore plans, GrantRecordStore records, TimeProvider time)
{
    /// <summary>Takes over the connections that wrote, for a confirmation by the same process; null: they are closed.</summary>
    public PropagationWatch? Propagation { get; init; }

    /// <summary>Writes the plan, or says why not.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write; the record says what was written until then.</exception>
    /// <exception cref="InvalidDataException">The stored plan or an earlier record of the run is damaged.</exception>
    public async Task<GrantResult> GrantAsync(GrantRequest request, CancellationToken cancellationToken)
    {
        if (FindAnswer(request) is { } answer)
        {
            return answer;
        }

        var plan = plans.Find(request.PlanHash)!;
        var record = records.Find(request.RunId);
        record ??= new GrantRecord(
            GrantRecord.CurrentFormat, request.RunId, plan.Hash, plan.Account, plan.AccountSid, plan.Profile, time.GetUtcNow(), []);
        var run = new GrantRun(connector, records, time, Propagation, request, plan, record);
        await using (run.ConfigureAwait(false))
        {
            return await run.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The answer that needs no write: a refusal, or that nothing is missing. Null when the plan would be written.</summary>
    /// <exception cref="InvalidDataException">The stored plan or an earlier record of the run is damaged.</exception>
    public GrantResult? FindAnswer(GrantRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = plans.Find(request.PlanHash);
        if (plan is null)
        {
            return Refused($"This relay holds no plan {request.PlanHash}. Make a plan first.");
        }

        var record = records.Find(request.RunId);
        if (Refusal(plan, request, record) is { } reason)
        {
            return Refused(reason, record);
        }

        return plan.Targets.Count == 0
            ? new GrantResult(WriteOutcome.NothingToDo, [], "Every right is effective already; nothing was written.", RecordPath: null)
            : null;
    }

    /// <summary>Rules that hold whatever the directory says.</summary>
    private static string? Refusal(PermissionPlan plan, GrantRequest request, GrantRecord? record)
    {
        if (plan.Refusals.Count > 0)
        {
            return $"The plan is refused: {plan.Refusals[0].Target}: {plan.Refusals[0].Reason}";
        }

        if (plan.Targets.FirstOrDefault(target => IsSystemObject(target, request.Forest)) is { } system)
        {
            return $"{system.Dn} lies below CN=System of its domain: AdminSDHolder and the system's own objects are never granted on.";
        }

        if (!plan.AccountSid.Equals(request.Account.Sid, StringComparison.OrdinalIgnoreCase))
        {
            return $"The plan is for {plan.Account} ({plan.AccountSid}), but the connector account is {request.Account.SamAccountName} ({request.Account.Sid}).";
        }

        if (record is not null && record.PlanHash != plan.Hash)
        {
            return $"Run {request.RunId} has written another plan already ({record.PlanHash}).";
        }

        return record is not null && record.Targets.Any(target => target.Rollback is not null)
            ? $"Run {request.RunId} has been rolled back. Start a new run."
            : null;
    }

    // No plan is made for one; a file in the state folder is not believed.
    private static bool IsSystemObject(PlannedTarget target, DirectoryForest forest) =>
        forest.Domains.Any(domain => DistinguishedName.IsAtOrBelow(target.Dn, $"CN=System,{domain.Dn}"));

    private GrantResult Refused(string reason, GrantRecord? record = null) =>
        new(WriteOutcome.Refused, record?.GrantWrites() ?? [], reason, record is null ? null : records.PathOf(record.RunId));
}
