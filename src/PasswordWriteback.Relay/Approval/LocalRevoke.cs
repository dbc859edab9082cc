using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Approval;

/// <summary>An administrator takes a grant back on the server; a run that waits for it is told who did.</summary>
/// <param name="connector">Opens the connections, as the administrator.</param>
/// <param name="recordPath">The grant's rollback record. A run waits for it only where it lies in a relay's state folder.</param>
/// <param name="time">The clock.</param>
public sealed class LocalRevoke(IDirectoryConnector connector, string recordPath, TimeProvider time)
{
    private readonly string _record = Path.GetFullPath(recordPath);

    /// <summary>The run that waits for this record to be taken back; null when none does.</summary>
    /// <exception cref="InvalidDataException">A file of the state folder is damaged.</exception>
    public ApprovalRequest? Find() => FolderAbove is { } stateFolder
        ? new ApprovalStore(stateFolder).Pending(time.GetUtcNow())
            .FirstOrDefault(request => request.GrantRunId is { } granted && new GrantRecordStore(stateFolder).PathOf(granted) == _record)
        : null;

    // A record that a person keeps elsewhere belongs to no service.
    private string? StateFolder => Path.GetFileName(Path.GetDirectoryName(_record)) == "records" ? FolderAbove : null;

    private string? FolderAbove => Path.GetDirectoryName(Path.GetDirectoryName(_record));

    /// <summary>Takes the grant back, and leaves the result for the run that waits.</summary>
    /// <param name="waiting">What <see cref="Find"/> found; null: nobody is told.</param>
    /// <param name="forest">The forest, as discovery found it just now.</param>
    /// <param name="requiredControllers">Domain controllers that must agree.</param>
    /// <param name="by">Who, as the directory itself names the identity; not used when nobody waits.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended. A change that is still on its way between domain controllers leaves the run waiting.</returns>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write.</exception>
    /// <exception cref="InvalidDataException">The file is no rollback record.</exception>
    /// <exception cref="WriteInProgressException">Another process of this server writes.</exception>
    public async Task<GrantResult> WriteAsync(
        ApprovalRequest? waiting,
        DirectoryForest forest,
        IReadOnlyList<string> requiredControllers,
        (string Sid, string Name) by,
        CancellationToken cancellationToken)
    {
        if (waiting is not null && by.Sid.Equals(waiting.Service, StringComparison.OrdinalIgnoreCase))
        {
            return new GrantResult(
                WriteOutcome.Refused, [], $"{by.Name} is the identity of the relay service, which may not approve for itself. Run it as an administrator.", _record);
        }

        using var turns = StateFolder is { } folder ? new WriteTurns(folder, time) : null;
        using var turn = turns is null ? null : await turns.TakeAsync(LocalGrant.Turn, cancellationToken).ConfigureAwait(false);
        var stillWaiting = waiting is not null && Find()?.RunId == waiting.RunId ? waiting : null;
        var result = await new PermissionRevoker(connector, time)
            .RevokeAsync(new RevokeRequest(_record, forest, requiredControllers), cancellationToken).ConfigureAwait(false);
        if (stillWaiting is not null && result.Outcome is not (WriteOutcome.ChangeInFlight or WriteOutcome.Refused))
        {
            new ApprovalStore(FolderAbove!).Save(new ApprovalResult(
                ApprovalStore.Format, stillWaiting.RunId, PlanHash: null, by.Name, by.Sid, time.GetUtcNow(), result.Outcome, result.Detail, result.Writes, result.RecordPath));
        }

        return result;
    }
}
