using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>The steps of one forest, in the order of a run. A step that fails leaves a finding and the later ones undone.</summary>
internal sealed class ForestSteps(Run run, RelayConversation relay, TenantSteps tenant)
{
    private readonly AssessmentSteps _assessment = new(run, relay);
    private Reading<WritebackEvidence> _evidence = Reading.Unknown<WritebackEvidence>("Evidence was not collected.");
    private Reading<ConnectReading> _connect = Reading.Unknown<ConnectReading>("The forest was not discovered.");

    /// <summary>Whether the switch of Entra Connect is on; null when it is not known.</summary>
    public bool? WritebackOn => _connect.IsKnown ? _connect.Value.WritebackEnabled : null;

    /// <summary>The forest, and the Entra Connect server of its relay.</summary>
    public (string Forest, Reading<ConnectReading> Connect) Server => (Forest, _connect);

    /// <summary>The newest reset that arrived; null when none was seen.</summary>
    public ResetProof? LastProof { get; private set; }

    private string Forest => relay.Forest;

    /// <summary>Discovers the forest and assesses its permissions.</summary>
    public async Task AssessAsync()
    {
        if (await DiscoverAsync())
        {
            await _assessment.ReadAsync("Scanning rights, users and policies");
            if (run.Input.Mode != RunMode.Apply && _assessment.Plan is { Targets.Count: 0 })
            {
                await new ReplicationSteps(run, relay).LookAsync();
            }
        }
    }

    /// <summary>Approves, writes, confirms, then turns the switch: each only when the one before came to its end.</summary>
    public async Task ApplyAsync()
    {
        if (_assessment.Plan is not { } plan || IsBlocked(RunSteps.Approval) || !await new PlanApprovals(run, Forest).ApproveAsync(plan))
        {
            return;
        }

        var grantRunId = plan.Targets.Count > 0 ? run.Context.InstanceId : null;
        if (!await new GrantSteps(run, relay).GrantAsync(plan) || !await new ReplicationSteps(run, relay).ConfirmAsync(grantRunId))
        {
            return;
        }

        if (!await _assessment.ReadBackAsync())
        {
            return;
        }

        await new PasswordAgeSteps(run, relay).AskForZeroAsync();
        if (!IsBlocked(RunSteps.Connect))
        {
            await SwitchOnAsync();
        }
    }

    /// <summary>Looks for onboarding and for a reset that arrived.</summary>
    /// <param name="waitForProof">Whether to look again until there is one, or the limit passes.</param>
    public async Task CollectEvidenceAsync(bool waitForProof)
    {
        var deadline = run.Context.CurrentTime + RunLimits.Evidence;
        run.Enter(RunSteps.Evidence, $"Reading events and resets of {Forest}");
        while (true)
        {
            var collected = await relay.AskAsync<EvidenceCollected>(id => new CollectEvidence(
                id, run.Input.TenantId, run.Context.InstanceId, Forest, run.Context.CurrentTime - RunLimits.EvidenceWindow));
            if (collected is null)
            {
                return;
            }

            run.Record(EvidenceFindings.Judge(Forest, collected.Evidence, run.Context.CurrentTime, _connect.Value));
            _evidence = collected.Evidence;
            LastProof = collected.Evidence.IsKnown ? collected.Evidence.Value.Proof : null;
            var onboarding = WritebackOn == true && collected.Evidence is { IsKnown: true, Value: { OnboardedAt: null, LastHeartbeat: null } };
            var done = !collected.Evidence.IsKnown || (LastProof is not null || !waitForProof) && !onboarding;
            if (done || run.Context.CurrentTime >= deadline)
            {
                run.Note(LastProof is null
                    ? $"{Forest}: no reset has been seen to arrive"
                    : $"{Forest}: {LastProof.Operation} of {LastProof.At:u} arrived on {LastProof.Controller}");
                return;
            }

            await run.PauseAsync(RunLimits.FirstConfirmationPause);
        }
    }

    /// <summary>Judges the reset that arrived once more, with the tenant's audit log as witness.</summary>
    /// <param name="onlyForest">Whether the tenant has no other forest: the audit log does not say whose user it was.</param>
    public void HearWitness(bool onlyForest)
    {
        // Evidence without a summary of the log comes from relays of runs that began without this step.
        if (onlyForest && _evidence is { IsKnown: true, Value.Log: not null })
        {
            run.Record(ArrivalFinding.Judge(Forest, _evidence.Value, run.Context.CurrentTime, tenant.Audit));
        }
    }

    private async Task<bool> DiscoverAsync()
    {
        run.Enter(RunSteps.Discovery, $"Discovering {Forest}");
        var found = await relay.AskAsync<Discovered>(id => new Discover(id, run.Input.TenantId, run.Context.InstanceId, Forest));
        if (found is null)
        {
            return false;
        }

        _connect = found.Connect;
        relay.Hear(found.Posture);
        IReadOnlyList<string> domains = tenant.Organization.IsKnown ? tenant.Organization.Value.VerifiedDomains : [];
        run.Record(DiscoveryFindings.Judge(run.Input.TenantId, domains, found.Forest, found.Gaps, found.Account, found.Connect));
        run.Record(ConnectFindings.Judge(Forest, found.Connect, run.Context.CurrentTime));
        if (found.Surroundings is { } surroundings)
        {
            run.Record(SurroundingFindings.Judge(Forest, found.Connect, surroundings));
        }

        run.Note($"{Forest}: {found.Forest.Domains.Count} domain(s), "
            + $"{found.Forest.Domains.Sum(domain => domain.Controllers.Count)} domain controllers");
        return found.Account.IsKnown;
    }

    private async Task SwitchOnAsync()
    {
        run.Enter(RunSteps.Connect, $"Turning the writeback switch of {Forest}");
        if (WritebackOn == true)
        {
            run.Note("The switch was on already");
            return;
        }

        var set = await relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(
            id, run.Input.TenantId, run.Context.InstanceId, Forest, Enabled: true));
        if (set is null)
        {
            return;
        }

        if (set.Result.IsKnown)
        {
            _connect = Reading.Known(set.Result.Value.After);
            run.Record(ConnectFindings.Judge(Forest, _connect, run.Context.CurrentTime));
            run.Record(Forest, set.Result.Value);
        }

        run.Record(SwitchFindings.Judge(Forest, set.Result));
        run.Note(set.Result switch
        {
            { IsKnown: false } => set.Result.UnknownReason,
            { Value.NotTurned: { } refusal } => refusal.Detail,
            _ => $"Password writeback is {Run.OnOff(set.Result.Value.After)}",
        });
    }

    private bool IsBlocked(string step)
    {
        var blocking = run.Blocking(Forest);
        if (blocking.Count > 0)
        {
            run.Enter(step);
            run.Note($"{Forest}: nothing is written: {string.Join("; ", blocking.Select(finding => $"{finding.Code} {finding.Evidence.Summary}"))}");
        }

        return blocking.Count > 0;
    }
}
