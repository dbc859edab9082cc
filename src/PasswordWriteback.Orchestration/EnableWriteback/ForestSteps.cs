using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>The steps of one forest, in the order of a run. A step that fails leaves a finding and the later ones undone.</summary>
internal sealed class ForestSteps(Run run, RelayConversation relay, TenantSteps tenant)
{
    private readonly AssessmentSteps _assessment = new(run, relay);
    private readonly ReplicationSteps _replication = new(run, relay);
    private Reading<WritebackEvidence> _evidence = Reading.Unknown<WritebackEvidence>("Evidence was not collected.");
    private Reading<ConnectReading> _connect = Reading.Unknown<ConnectReading>("The forest was not discovered.");
    private Discovered? _found;
    private ForestSteps? _servedBy;
    private DateTimeOffset? _switchedAt;

    /// <summary>DNS name of the forest.</summary>
    public string Name => relay.Forest;

    /// <summary>The relay of the forest.</summary>
    public RelayConversation Relay => relay;

    /// <summary>The Entra Connect server that serves the forest, as the relay on it read it.</summary>
    public Reading<ConnectReading> Connect => _connect;

    /// <summary>Whether the relay's own server has no Entra Connect; null when the relay does not say.</summary>
    public bool? ConnectAbsent => _found?.ConnectAbsent;

    /// <summary>Whether the switch of Entra Connect is on; null when it is not known.</summary>
    public bool? WritebackOn => _connect.IsKnown ? _connect.Value.WritebackEnabled : null;

    /// <summary>The newest reset that arrived; null when none was seen.</summary>
    public ResetProof? LastProof { get; private set; }

    /// <summary>Discovers the forest and assesses its permissions.</summary>
    public async Task AssessAsync()
    {
        if (await DiscoverAsync())
        {
            await _assessment.ReadAsync("Scanning rights, users and policies");
            if (run.Input.Mode != RunMode.Apply && _assessment.Plan is { Targets.Count: 0 })
            {
                await _replication.LookAsync();
            }
        }
    }

    /// <summary>Takes the Entra Connect server beside another forest's relay for the one of this forest, and judges anew what depends on it.</summary>
    public void ServeBy(ForestSteps other)
    {
        if (_found is not { } found || ServedForest.ConnectorOf(other.Connect.Value!, Name) is not { } connector)
        {
            return;
        }

        _servedBy = other;
        _connect = other.Connect;
        _replication.Serve(connector);
        JudgeDiscovery(found);
        run.Record(ServedForest.Judge(found.Forest, found.Account, _connect.Value!, connector, _assessment.Plan));
        run.Record(run.Forest(Name) with { ServedBy = other.Name });
        run.Note($"{Name}: {_connect.Value!.ServerName}, on which the relay of {other.Name} stands, synchronizes it");
    }

    /// <summary>Judges other synchronization servers anew, now that it is known which ones relays of this tenant have read.</summary>
    public void JudgeSurroundings(IReadOnlyList<ConnectReading> read)
    {
        if (_found is { ConnectAbsent: not null, Surroundings: { } surroundings })
        {
            run.Record(SurroundingFindings.Judge(Name, _connect, surroundings, read));
        }
    }

    /// <summary>Approves, writes and confirms, each only when the one before came to its end. Whether the switch may be turned then.</summary>
    public async Task<bool> PrepareAsync()
    {
        if (_assessment.Plan is not { } plan || _found?.Forest is not { } forest || IsBlocked(RunSteps.Approval) || !await new PlanApprovals(run, Name).ApproveAsync(plan))
        {
            return false;
        }

        var grantRunId = plan.Targets.Count > 0 ? run.Context.InstanceId : null;
        if (!await new GrantSteps(run, relay).GrantAsync(plan) || !await _replication.ConfirmAsync(grantRunId, forest))
        {
            return false;
        }

        if (!await _assessment.ReadBackAsync())
        {
            return false;
        }

        await new PasswordAgeSteps(run, relay).AskForZeroAsync();
        return !IsBlocked(RunSteps.Connect);
    }

    /// <summary>Judges what turning the switch of the server did.</summary>
    /// <param name="result">What came back.</param>
    /// <param name="askedAt">When it was asked for.</param>
    public void HearSwitch(Reading<ConnectSwitchResult> result, DateTimeOffset askedAt)
    {
        if (result.IsKnown)
        {
            _switchedAt = !result.Value.Before.WritebackEnabled && result.Value.After.WritebackEnabled ? askedAt : null;
            _connect = Reading.Known(result.Value.After);
            run.Record(ConnectFindings.Judge(Name, _connect, run.Context.CurrentTime));
        }

        run.Record(SwitchFindings.Judge(Name, result));
    }

    /// <summary>Looks for onboarding and for a reset that arrived.</summary>
    /// <param name="waitForProof">Whether to look again until there is one, or the limit passes.</param>
    public async Task CollectEvidenceAsync(bool waitForProof)
    {
        var deadline = run.Context.CurrentTime + RunLimits.Evidence;
        run.Enter(RunSteps.Evidence, $"Reading events and resets of {Name}");
        while (true)
        {
            if (await AskForEvidenceAsync() is not { } evidence)
            {
                return;
            }

            // A relay that lists no successes is of a build whose runs did not wait for the onboarding that belongs to the switch.
            var switchedAt = evidence.Value?.Log?.Successes is null ? null : _switchedAt;
            run.Record(EvidenceFindings.Judge(Name, evidence, run.Context.CurrentTime, _connect.Value, switchedAt));
            _evidence = evidence;
            LastProof = evidence.IsKnown ? evidence.Value.Proof : null;
            var onboarding = WritebackOn == true && evidence.IsKnown
                && (evidence.Value is { OnboardedAt: null, LastHeartbeat: null } || switchedAt is { } turned && !EvidenceFindings.HasOnboardedSince(evidence.Value, turned));
            var done = !evidence.IsKnown || (LastProof is not null || !waitForProof) && !onboarding;
            if (done || run.Context.CurrentTime >= deadline)
            {
                run.Note(LastProof is null
                    ? $"{Name}: no reset has been seen to arrive"
                    : $"{Name}: {LastProof.Operation} of {LastProof.At:u} arrived on {LastProof.Controller}");
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
            run.Record(ArrivalFinding.Judge(Name, _evidence.Value, run.Context.CurrentTime, tenant.Audit));
        }
    }

    private async Task<bool> DiscoverAsync()
    {
        run.Enter(RunSteps.Discovery, $"Discovering {Name}");
        var found = await relay.AskAsync<Discovered>(id => new Discover(id, run.Input.TenantId, run.Context.InstanceId, Name));
        if (found is null)
        {
            return false;
        }

        _found = found;
        _connect = found.Connect;
        relay.Hear(found.Posture);
        JudgeDiscovery(found);
        if (found.Surroundings is { } surroundings)
        {
            run.Record(SurroundingFindings.Judge(Name, found.Connect, surroundings));
        }

        run.Note($"{Name}: {found.Forest.Domains.Count} domain(s), "
            + $"{found.Forest.Domains.Sum(domain => domain.Controllers.Count)} domain controllers");
        return found.Account.IsKnown;
    }

    private void JudgeDiscovery(Discovered found)
    {
        IReadOnlyList<string> domains = tenant.Organization.IsKnown ? tenant.Organization.Value.VerifiedDomains : [];
        run.Record(DiscoveryFindings.Judge(run.Input.TenantId, domains, found.Forest, found.Gaps, found.Account, _connect));
        run.Record(ConnectFindings.Judge(Name, _connect, run.Context.CurrentTime));
    }

    // The log is on the Entra Connect server, the canary in the forest: where two relays stand there, each is asked for its half.
    private async Task<Reading<WritebackEvidence>?> AskForEvidenceAsync()
    {
        if (_servedBy is null)
        {
            return (await relay.AskAsync<EvidenceCollected>(id => Collect(id, Name, seen: null)))?.Evidence;
        }

        var log = (await _servedBy.Relay.AskAsync<EvidenceCollected>(id => Collect(id, _servedBy.Name, seen: null)))?.Evidence;
        if (log is not { IsKnown: true })
        {
            return log;
        }

        var directory = await relay.AskAsync<EvidenceCollected>(id => Collect(id, Name, log.Value.Log?.Successes ?? []));
        return directory is null ? null : Reading.Known(log.Value.Joined(directory.Evidence));
    }

    private CollectEvidence Collect(Guid id, string forest, IReadOnlyList<SeenSuccess>? seen) => new(
        id, run.Input.TenantId, run.Context.InstanceId, forest, run.Context.CurrentTime - RunLimits.EvidenceWindow, seen);

    private bool IsBlocked(string step)
    {
        var blocking = run.Blocking(Name);
        if (blocking.Count > 0)
        {
            run.Enter(step);
            run.Note($"{Name}: nothing is written: {string.Join("; ", blocking.Select(finding => $"{finding.Code} {finding.Evidence.Summary}"))}");
        }

        return blocking.Count > 0;
    }
}
