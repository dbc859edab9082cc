using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Approval;

/// <summary>
/// An administrator writes on the server what a run waits for. Nothing that the service left is believed but the question: the
/// plan is made anew, with the administrator's own eyes, and must be the one that was asked for.
/// </summary>
/// <param name="connector">Opens the connections, as the administrator.</param>
/// <param name="stateFolder">The relay's state folder.</param>
/// <param name="time">The clock.</param>
public sealed class LocalGrant(IDirectoryConnector connector, string stateFolder, TimeProvider time) : IDisposable
{
    private readonly DirectoryInfo _own = Directory.CreateTempSubdirectory("pwb-apply-");
    private readonly ApprovalStore _approvals = new(stateFolder);
    private readonly WriteTurns _turns = new(stateFolder, time);

    /// <summary>How long an administrator waits for another process of this server to end its write.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    /// <summary>The newest run that waits for this plan; null when none does.</summary>
    /// <exception cref="InvalidDataException">A file of the state folder is damaged.</exception>
    public ApprovalRequest? Find(string planHash) => _approvals.Pending(time.GetUtcNow()).FirstOrDefault(request => request.PlanHash == planHash);

    /// <summary>Why no run waits for a plan that one asked for; null when no run ever asked for it, or one waits.</summary>
    /// <exception cref="InvalidDataException">A file of the state folder is damaged.</exception>
    public string? WhyNobodyWaits(string planHash) =>
        Find(planHash) is not null || _approvals.All().FirstOrDefault(request => request.PlanHash == planHash) is not { } last ? null
        : _approvals.FindResult(last.RunId) is { } done ? $"{done.By} wrote this plan for run {last.RunId} at {done.At:u}."
        : last.WithdrawnFor is { } later ? $"Run {last.RunId} asked for this plan, and run {later} for another write after it."
        : $"Run {last.RunId} waited for this plan until {last.Deadline:u}.";

    /// <summary>Makes the plan anew, under the policy, with names of privileged accounts. Its hash says whether it is still the one asked for.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read.</exception>
    public Task<AssessmentResult> AssessAsync(
        ApprovalRequest request, RelayPolicy policy, DirectoryForest forest, ConnectorAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policy);
        var settings = policy.Permissions with { Scopes = request.Scopes };
        return new PermissionAssessor(connector, new PlanStore(_own.FullName), time)
            .AssessAsync(new AssessmentRequest(forest, account, settings), cancellationToken);
    }

    /// <summary>Writes the plan that <see cref="AssessAsync"/> made, and leaves the result for the run that waits.</summary>
    /// <returns>How it ended. A change that is still on its way between domain controllers leaves the run waiting.</returns>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write; the record says what was written until then.</exception>
    /// <exception cref="WriteInProgressException">Another process of this server writes.</exception>
    public async Task<GrantResult> WriteAsync(
        ApprovalRequest request,
        DirectoryForest forest,
        ConnectorAccount account,
        IReadOnlyList<string> requiredControllers,
        (string Sid, string Name) by,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(forest);
        if (by.Sid.Equals(request.Service, StringComparison.OrdinalIgnoreCase))
        {
            return new GrantResult(
                WriteOutcome.Refused, [], $"{by.Name} is the identity of the relay service, which may not approve for itself. Run it as an administrator.", RecordPath: null);
        }

        using var turn = await _turns.TakeAsync(Turn, cancellationToken).ConfigureAwait(false);

        // It may have taken the administrator longer to agree than the run has waited.
        if (_approvals.Pending(time.GetUtcNow()).All(waiting => waiting.RunId != request.RunId))
        {
            var why = WhyNobodyWaits(request.PlanHash!) ?? $"Run {request.RunId} does not wait any more.";
            return new GrantResult(WriteOutcome.Refused, [], $"{why} Nothing was written.", RecordPath: null);
        }

        var granter = new PermissionGranter(connector, new PlanStore(_own.FullName), new GrantRecordStore(stateFolder), time);
        var result = await granter.GrantAsync(
            new GrantRequest(request.RunId, request.PlanHash!, forest, account, requiredControllers), cancellationToken).ConfigureAwait(false);
        if (result.Outcome is not (WriteOutcome.ChangeInFlight or WriteOutcome.Refused))
        {
            _approvals.Save(new ApprovalResult(
                ApprovalStore.Format, request.RunId, request.PlanHash, by.Name, by.Sid, time.GetUtcNow(), result.Outcome, result.Detail, result.Writes, result.RecordPath));
        }

        return result;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _turns.Dispose();
        _own.Delete(recursive: true);
    }
}
