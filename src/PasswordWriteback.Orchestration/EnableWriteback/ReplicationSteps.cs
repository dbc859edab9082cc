using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Asks every domain controller, again and again, until each required one has what was written or the deadline passes.</summary>
internal sealed class ReplicationSteps(Run run, RelayConversation relay)
{
    private DirectoryConnector? _connector;

    /// <summary>Which domain controllers Entra Connect uses is known from the relay on another server, and not to the relay that is asked here.</summary>
    public void Serve(DirectoryConnector connector)
    {
        _connector = connector;
        if (run.Forest(relay.Forest).Controllers is { Count: > 0 } asked)
        {
            Record(new ReplicationChecked(Guid.Empty, asked, []), deadline: null);
        }
    }

    /// <summary>Asks once and does not wait: for runs that write nothing.</summary>
    public async Task LookAsync()
    {
        run.Enter(RunSteps.Replication, "Asking the domain controllers");
        if (await AskAsync(grantRunId: null) is { } answer)
        {
            Record(answer, deadline: null);
        }
    }

    /// <summary>Whether every required domain controller has it. Otherwise finding RPL001 says which one is behind, and why.</summary>
    /// <param name="grantRunId">The run that wrote; null when nothing had to be written.</param>
    /// <param name="forest">The forest: how long it may take follows from its site links.</param>
    public async Task<bool> ConfirmAsync(string? grantRunId, DirectoryForest forest)
    {
        run.Enter(RunSteps.Replication, "Asking the domain controllers");
        var begin = run.Context.CurrentTime;
        var pause = RunLimits.FirstConfirmationPause;
        var wasGone = false;
        var deadline = begin + ReplicationTime.Deadline(forest, []);
        while (true)
        {
            if (await AskAsync(grantRunId, run.IsOfFirstVersion ? null : deadline) is not { } answer)
            {
                return false;
            }

            deadline = begin + ReplicationTime.Deadline(forest, Judged(answer).Where(controller => controller.Required));
            var confirmed = Record(answer, deadline);
            if (confirmed || run.Context.CurrentTime >= deadline)
            {
                run.Note(confirmed
                    ? "Every required domain controller has the permissions, users below included"
                    : $"The deadline {deadline:u} passed; nothing is switched on");
                if (confirmed)
                {
                    WithdrawAlarm();
                }

                return confirmed;
            }

            // Seen twice: somebody who sets a descriptor anew may take everything away before putting it back.
            var gone = run.IsOfFirstVersion ? null : answer.Superseded;
            if (gone is not null && wasGone)
            {
                run.Record(ReplicationFindings.Superseded(relay.Forest, gone, Judged(answer)));
                run.Note($"{gone} Waiting is in vain; nothing is switched on");
                return false;
            }

            wasGone = gone is not null;
            pause = wasGone ? RunLimits.FirstConfirmationPause : pause;
            if (await run.WaitAsync<ControllerRelease>(RunEvents.Release, run.Context.CurrentTime + pause) is { } release)
            {
                run.Release(relay.Forest, release);
                continue;
            }

            pause = pause * 1.5 > RunLimits.LongestConfirmationPause ? RunLimits.LongestConfirmationPause : pause * 1.5;
        }
    }

    // A domain controller that was behind by the changes of others, or a person who made them good: nothing is wrong any more.
    private void WithdrawAlarm()
    {
        if (!run.IsOfFirstVersion && run.Findings.Any(finding => finding.Code == FindingCodes.ForeignChange && finding.Subject == relay.Forest && finding.Status == FindingStatus.NotMet))
        {
            run.Record(RelayFindings.Write(
                relay.Forest, WriteOutcome.Written, "What others changed meanwhile is as it was again on every domain controller that answers."));
        }
    }

    // What was written replicates whether the relay is there or not: a server that restarts must not end an apply that waits for days.
    private Task<ReplicationChecked?> AskAsync(string? grantRunId, DateTimeOffset? patience = null) => relay.AskAsync<ReplicationChecked>(
        id => new ConfirmReplication(id, run.Input.TenantId, run.Context.InstanceId, relay.Forest, grantRunId), patience);

    private IReadOnlyList<ControllerConfirmation> Judged(ReplicationChecked said) =>
    [
        .. (_connector is null ? said.Controllers : ServedForest.Required(said.Controllers, _connector)).Select(controller =>
            RequiredControllers.MayBeReleased(controller) && run.Released.TryGetValue(controller.HostName, out var release)
                ? controller with { Required = false, RequiredBecause = $"{controller.RequiredBecause}, released by {release.By}" }
                : controller),
    ];

    private bool Record(ReplicationChecked said, DateTimeOffset? deadline)
    {
        var answer = said with { Controllers = Judged(said) };
        var before = run.Forest(relay.Forest).Controllers;
        run.Record(run.Forest(relay.Forest) with { Controllers = answer.Controllers });
        run.Record(ReplicationFindings.Judge(relay.Forest, answer.Controllers, run.Context.CurrentTime >= deadline));
        if (answer.Alarms.Count > 0)
        {
            run.Record(RelayFindings.Write(relay.Forest, WriteOutcome.ConcurrentChange, string.Join(' ', answer.Alarms)));
        }

        foreach (var controller in answer.Controllers)
        {
            var earlier = before.FirstOrDefault(other => other.HostName == controller.HostName);
            if (earlier?.State != controller.State)
            {
                run.Note($"{controller.HostName}: {controller.State}, {controller.Reason}");
            }
        }

        var required = answer.Controllers.Where(controller => controller.Required).ToList();
        var confirmed = required.Count(controller => controller.State == ConfirmationState.Confirmed);
        var behind = required.FirstOrDefault(controller => controller.State != ConfirmationState.Confirmed);
        run.Show(new RunStatus(
            RunSteps.Replication,
            behind is null ? "Confirmed" : $"Waiting for {behind.HostName}: {behind.State}",
            WaitingFor: null,
            deadline,
            confirmed,
            required.Count));
        return required.Count > 0 && confirmed == required.Count && answer.Alarms.Count == 0;
    }
}
