using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// Undoes one apply, in reverse: the switch first, and only if that apply turned it on; then exactly the ACEs that it added.
/// While writeback stays on, no right is taken away.
/// </summary>
internal sealed class RollbackSteps(Run run)
{
    public async Task RunAsync()
    {
        run.Enter(RunSteps.Rollback, $"Reading the report of {run.Input.RollbackOf}");
        var report = run.Input.RollbackOf is null
            ? null
            : await run.Context.CallActivityAsync(
                RunActivities.LoadReport, new RunReference(run.Input.TenantId, run.Input.RollbackOf), RunLimits.Retry);
        if (report is not { Mode: RunMode.Apply })
        {
            run.Record(new Finding(
                FindingCodes.PlanFits,
                FindingStatus.NotMet,
                string.Empty,
                new Evidence($"There is no apply '{run.Input.RollbackOf}' of this tenant to undo."),
                "Name the run id of an apply."));
            run.Note("Nothing was undone");
            return;
        }

        foreach (var forest in report.ChangedForests)
        {
            await UndoAsync(report, forest);
        }

        await new SurfaceSteps(run).RestoreAsync(report);
    }

    private async Task UndoAsync(RunReport report, string forest)
    {
        var relay = new RelayConversation(run, forest);
        var found = await relay.AskAsync<Discovered>(id => new Discover(id, run.Input.TenantId, run.Context.InstanceId, forest));
        relay.Hear(found?.Posture);
        if (found is null || !await WritebackIsOffAsync(relay, report, found.Connect))
        {
            return;
        }

        run.Enter(RunSteps.Rollback, $"Taking back the ACEs in {forest}");
        var deadline = run.Context.CurrentTime + RunLimits.ChangeInFlight;
        IReadOnlyList<DirectoryWrite> known = [];
        while (await relay.AskAsync<Revoked>(id => new RevokePermissions(id, run.Input.TenantId, run.Context.InstanceId, forest, report.RunId)) is { } revoked)
        {
            // Each answer lists what the record holds, so also what an earlier one did.
            run.Record(forest, revoked.Writes.Where(write => !known.Any(other => other.Dn == write.Dn && other.Usn == write.Usn)), revoked.By);
            run.Record(RelayFindings.TakenBack(forest, revoked.Outcome, revoked.Detail));
            run.Note($"{revoked.Outcome}: {revoked.Detail}");
            if (revoked.Outcome != WriteOutcome.ChangeInFlight || run.IsOfFirstVersion || run.Context.CurrentTime >= deadline)
            {
                return;
            }

            known = revoked.Writes;
            await run.PauseAsync(RunLimits.ChangeInFlightPause);
        }
    }

    /// <summary>Whether writeback is off now, so that rights may be taken away: on the server that served the forest in that apply.</summary>
    private async Task<bool> WritebackIsOffAsync(RelayConversation relay, RunReport report, Core.Reading<ConnectReading> own)
    {
        var served = report.Forests.FirstOrDefault(forest => forest.Forest.Equals(relay.Forest, StringComparison.OrdinalIgnoreCase))?.ServedBy;
        if (served is null)
        {
            return await SwitchOffAsync(relay, report, own);
        }

        var server = new RelayConversation(run, served);
        var found = await server.AskAsync<Discovered>(id => new Discover(id, run.Input.TenantId, run.Context.InstanceId, served));
        server.Hear(found?.Posture);
        return found is not null && await SwitchOffAsync(server, report, found.Connect)
            || Refuse(relay, $"It is not known to be off at the Entra Connect server beside the relay of {served}.");
    }

    /// <summary>Turns the switch off if that apply turned it on. Whether it is off now.</summary>
    private async Task<bool> SwitchOffAsync(RelayConversation relay, RunReport report, Core.Reading<ConnectReading> connect)
    {
        run.Enter(RunSteps.Connect, $"The writeback switch of {relay.Forest}");
        run.Record(ConnectFindings.Judge(relay.Forest, connect, run.Context.CurrentTime));
        if (!connect.IsKnown)
        {
            return Refuse(relay, $"Whether writeback is on is not known: {connect.UnknownReason}");
        }

        if (!connect.Value.WritebackEnabled)
        {
            return true;
        }

        var turned = report.Changes.Where(change => change.Kind == ChangeKind.ConnectSwitch
            && change.Forest.Equals(relay.Forest, StringComparison.OrdinalIgnoreCase)).Select(change => change.Target).ToList();
        if (turned.Count == 0)
        {
            return Refuse(relay, $"Writeback is on, and run {report.RunId} is not known to have turned it on.");
        }

        if (!turned.Contains(Run.SwitchOf(connect.Value), StringComparer.OrdinalIgnoreCase))
        {
            return Refuse(
                relay, $"Writeback is on at {connect.Value.ServerName}; run {report.RunId} turned on another server's: {string.Join(", ", turned)}.");
        }

        var set = await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(
            id, run.Input.TenantId, run.Context.InstanceId, relay.Forest, Enabled: false));
        if (set is null || !set.Result.IsKnown || set.Result.Value.After.WritebackEnabled)
        {
            run.Record(set is null ? [] : SwitchFindings.Judge(relay.Forest, set.Result));
            return Refuse(
                relay, set?.Result.UnknownReason ?? set?.Result.Value?.NotTurned?.Detail ?? "Entra Connect did not turn writeback off.");
        }

        run.Record(ConnectFindings.Judge(relay.Forest, Core.Reading.Known(set.Result.Value.After), run.Context.CurrentTime));
        run.Record(SwitchFindings.Judge(relay.Forest, set.Result));
        run.Record(relay.Forest, set.Result.Value);
        run.Note("Password writeback is off");
        return true;
    }

    private bool Refuse(RelayConversation relay, string why)
    {
        run.Record(RelayFindings.TakenBack(relay.Forest, WriteOutcome.Refused, $"No right was taken away. {why}"));
        run.Note($"Refused: {why}");
        return false;
    }
}
