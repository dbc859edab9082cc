using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Approval;

/// <summary>Writes that wait for an administrator: who waits for what, and what came of it. Reads and writes files of the state folder only.</summary>
internal sealed class LocalApproval(string stateFolder, TimeProvider time)
{
    private readonly ApprovalStore _approvals = new(stateFolder);
    private readonly GrantRecordStore _records = new(stateFolder);

    /// <summary>What an administrator did for a command; null when nothing. It counts whatever the policy says by now: it is done.</summary>
    public CommandState? FindDone(RelayCommand command) => command switch
    {
        GrantPermissions grant when _approvals.FindResult(grant.RunId) is { } result && result.PlanHash == grant.PlanHash => Answer(
            new Granted(grant.CommandId, result.Outcome, result.Writes, Detail(result), result.RecordPath, result.By)),
        RevokePermissions revoke when _approvals.FindRequest(revoke.RunId)?.GrantRunId == revoke.GrantRunId
            && _approvals.FindResult(revoke.RunId) is { PlanHash: null } result => Answer(
            new Revoked(revoke.CommandId, result.Outcome, result.Writes, Detail(result), result.By)),
        _ => null,
    };

    /// <summary>How a command stands that has been parked; null when it has not.</summary>
    public CommandState? Find(RelayCommand command)
    {
        var hash = (command as GrantPermissions)?.PlanHash;
        var revoked = (command as RevokePermissions)?.GrantRunId;
        // Taken back on the server before anybody asked for it, or by a command line that knew of no request.
        if (revoked is not null && _records.Find(revoked) is { } record
            && record.Targets.All(target => target.IsRolledBack || target.Grant.State == RecordedState.NotWritten))
        {
            return Answer(new Revoked(command.CommandId, WriteOutcome.Written, record.RollbackWrites(), "The recorded ACEs were taken back on the server."));
        }

        if (_approvals.FindRequest(command.RunId) is not { } request)
        {
            return null;
        }

        return request.PlanHash != hash || request.GrantRunId != revoked
            ? Answer(Refuse(command, $"Run {command.RunId} waits for something else on this server already."))
            : request.WithdrawnFor is { } later
                ? Answer(Refuse(command, $"Run {later} asked for a write after this one, so nobody may do this one any more."))
            : time.GetUtcNow() >= request.Deadline
                ? Answer(Refuse(command, $"Nobody did '{Verb(request)}' on {Environment.MachineName} by {request.Deadline:u}."))
                : new CommandState.Parked($"Waits for an administrator on {Environment.MachineName}: {Verb(request)}", request.Deadline);
    }

    /// <summary>
    /// Parks a command. What other runs wait for is withdrawn: the cloud has one writing run at a time, so they have ended (the
    /// relay is not told of a cancelled run), and an administrator must not find two questions.
    /// </summary>
    public CommandState Park(RelayCommand command, IReadOnlyList<string> scopes, string? service)
    {
        var now = time.GetUtcNow();
        foreach (var earlier in _approvals.Pending(now))
        {
            _approvals.Save(earlier with { WithdrawnFor = command.RunId });
        }

        _approvals.Save(new ApprovalRequest(
            ApprovalStore.Format,
            command.RunId,
            (command as GrantPermissions)?.PlanHash,
            (command as RevokePermissions)?.GrantRunId,
            command.Forest,
            scopes,
            service,
            now,
            now + ApprovalStore.Wait));
        return Find(command)!;
    }

    private string Verb(ApprovalRequest request) => request.PlanHash is { } hash
        ? $"relay apply --plan {hash}"
        : $"relay rollback --record {_records.PathOf(request.GrantRunId!)}";

    private static RelayReply Refuse(RelayCommand command, string why) => PolicyReplies.Refuse(
        command, new PolicyDecision.Refused(PolicyReason.NotApproved, why, "Start the run again, and have an administrator of the server ready."));

    private static string Detail(ApprovalResult result) => $"{result.By}, on the server: {result.Detail}";

    private static CommandState.Answered Answer(RelayReply reply) => new(reply);
}
