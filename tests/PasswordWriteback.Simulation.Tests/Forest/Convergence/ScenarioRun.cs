using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.Simulation.Forest.Access;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>The product in a generated forest: plan, write, confirmation at every tick, rollback; each compared with the truth.</summary>
internal sealed class ScenarioRun : IDisposable
{
    private const string Run = "run-1";
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("pwb-convergence-").FullName;
    private readonly Scenario _scenario;
    private readonly Dictionary<string, int> _seen;
    private readonly GeneratedForest _forest;
    private readonly ForestOracle _truth;
    private readonly InterferingConnector _connector;
    private readonly PropagationWatch _propagation;
    private readonly PlanStore _plans;
    private readonly GrantRecordStore _records;
    private DirectoryForest _found = null!;
    private IReadOnlyList<Ace> _ours = [];
    private IReadOnlyList<ControllerConfirmation> _previous = [];
    private readonly CoverageCheck _coverage;
    private Simulation.Forest.State.AttributeStamp? _written;
    private int _ticks;
    private bool _rolledBack;

    private ScenarioRun(Scenario scenario, Dictionary<string, int> seen)
    {
        _seen = seen;
        _scenario = scenario;
        _forest = new GeneratedForest(scenario);
        _truth = new ForestOracle(_forest);
        _connector = new InterferingConnector(_forest.Directory.ConnectorFor(GeneratedForest.Admin));
        _propagation = new PropagationWatch(_forest.Clock);
        _coverage = new CoverageCheck(_forest, _truth, _connector, Count);
        _plans = new PlanStore(_folder);
        _records = new GrantRecordStore(_folder);
    }

    /// <summary>Lets a scenario happen; throws where the product says something that is not so.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="seen">Counts how writes ended and what controllers were said to be, in all scenarios.</param>
    public static void Check(Scenario scenario, Dictionary<string, int> seen)
    {
        using var run = new ScenarioRun(scenario, seen);
        run.RunAsync().GetAwaiter().GetResult();
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    private async Task RunAsync()
    {
        _found = (await new ForestDiscoverer(_connector).DiscoverAsync(CancellationToken.None)).Forest;
        _forest.Bury();
        await HappenAsync(_scenario.BeforePlan, tick: false);
        var request = new AssessmentRequest(_found, _forest.Account, new PermissionSettings { Scopes = [GeneratedForest.Scope] });
        var plan = (await new PermissionAssessor(_connector, _plans, _forest.Clock).AssessAsync(request, CancellationToken.None)).Plan;
        if (_truth.ScopeDenies())
        {
            Assert.Contains(plan.Refusals, refusal => refusal.Code == FindingCodes.NothingOverrules && refusal.Target == GeneratedForest.Scope);
            Count("plan refused");
            await LookAtEverybodyAsync();
            return;
        }

        Assert.Empty(plan.Refusals);
        var target = Assert.Single(plan.Targets);
        _ours = [.. PlanBuilder.AcesOf(target, _forest.ConnectorSid)];

        await HappenAsync(_scenario.BetweenPlanAndWrite, tick: false);
        if (!await GrantAsync(plan, target))
        {
            return;
        }

        await TickAsync();
        await HappenAsync(_scenario.DuringReplication, tick: true);
        await ConvergeAsync();
        await HappenAsync(_scenario.AfterConvergence, tick: true);
        await ConvergeAsync();
        if (_scenario.Rollback)
        {
            await RollBackAsync();
        }
    }

    /// <summary>Writes, and compares the outcome with what the directory allowed; whether it was written undisturbed.</summary>
    private async Task<bool> GrantAsync(PermissionPlan plan, PlannedTarget target)
    {
        var before = _truth.Scope(GeneratedForest.Pdc);
        var stamp = _truth.Stamp(GeneratedForest.Pdc);
        var stale = ExplicitAces.Hash(before) != target.ExplicitAces;
        var inFlight = _truth.AnyDisagrees();
        Interfere();
        var result = await new PermissionGranter(_connector, _plans, _records, _forest.Clock) { Propagation = _propagation }.GrantAsync(
            new GrantRequest(Run, plan.Hash, _found, _forest.Account, _forest.Writable), CancellationToken.None);
        (_connector.BeforeWrite, _connector.AfterWrite) = (null, null);

        var expected = stale ? WriteOutcome.PlanStale
            : inFlight ? WriteOutcome.ChangeInFlight
            : _scenario.Interference == Interference.None ? WriteOutcome.Written
            : WriteOutcome.ConcurrentChange;
        Assert.Equal(expected, result.Outcome);
        Count($"grant {expected}");
        if (expected is WriteOutcome.PlanStale or WriteOutcome.ChangeInFlight)
        {
            Assert.Equal(stamp, _truth.Stamp(GeneratedForest.Pdc));
        }

        // Written once, and never again by itself.
        Assert.Equal(expected is WriteOutcome.Written or WriteOutcome.ConcurrentChange ? 1 : 0, _connector.Writes);
        if (expected != WriteOutcome.Written)
        {
            return false;
        }

        var after = _truth.Stamp(GeneratedForest.Pdc);
        _written = after;
        Assert.Equal((stamp.Version + 1, _found.Domains[0].PdcEmulator!.InvocationId), (after.Version, after.InvocationId));
        SameAces(before.ExplicitAces.Concat(_ours), _truth.Scope(GeneratedForest.Pdc).ExplicitAces);
        return true;
    }

    private void Interfere()
    {
        Func<Task> foreign = () => _forest.RewriteAsync(GeneratedForest.Pdc, dacl => dacl.InsertCanonical(SddlParser.ParseAce("(A;;RP;;;S-1-5-21-9-9-9-1)")));
        _connector.BeforeWrite = _scenario.Interference == Interference.BetweenReadAndWrite ? foreign : null;
        _connector.AfterWrite = _scenario.Interference == Interference.BetweenWriteAndReadBack ? foreign : null;
    }

    private async Task HappenAsync(IEnumerable<Step> steps, bool tick)
    {
        foreach (var step in steps)
        {
            if (step is Step.Wait { Minutes: > 1 } wait && tick)
            {
                for (var part = 0; part < 3; part++)
                {
                    _forest.Clock.Advance(TimeSpan.FromMinutes(wait.Minutes) / 3);
                    await TickAsync();
                }

                continue;
            }

            await _forest.HappenAsync(step);
            if (tick)
            {
                await TickAsync();
            }
        }
    }

    /// <summary>One confirmation: what it says may be less than the truth, never more.</summary>
    private async Task<ReplicationConfirmation> TickAsync()
    {
        Count("ticks");
        var confirmation = await new ReplicationConfirmer(_connector, _forest.Clock)
        {
            Propagation = _propagation,
            ControllerDeadline = TimeSpan.FromMinutes(5),
            SampleDeadline = TimeSpan.FromMinutes(5),
        }.ConfirmAsync(new ConfirmationRequest(_found, RecordedWrites.From(_records.Find(Run)!)) { Previous = _previous }, CancellationToken.None);
        _previous = confirmation.Controllers;
        if (_ticks++ % 12 == 0)
        {
            await _coverage.CheckAsync(_forest.Live(_ticks), _found, _ours);
        }

        Assert.Equal(_scenario.Controllers.Count, confirmation.Controllers.Count);
        foreach (var controller in confirmation.Controllers)
        {
            Count($"{controller.State}");

            // No scenario lasts as long as a tombstone.
            Assert.NotEqual(ConfirmationState.Abandoned, controller.State);
            Assert.Equal(!_forest.Writable.Contains(controller.HostName), controller.State == ConfirmationState.Exempt);
            if (controller.State == ConfirmationState.Confirmed)
            {
                MayBeConfirmed(controller.HostName);
            }

            // Nothing but the plan's ACEs, on nothing but its targets, anywhere and ever.
            Assert.All(_truth.Granted(controller.HostName), granted =>
                Assert.True(granted.Dn == GeneratedForest.Scope && _ours.Contains(granted.Ace), $"{controller.HostName} shows {granted.Ace} on {granted.Dn}."));
        }

        Assert.True(
            confirmation.Superseded is null || !IsKept(),
            $"The PDC emulator holds what was written, and yet it is said to be gone for good: {confirmation.Superseded}");
        return confirmation;
    }

    /// <summary>The users of one domain controller that has converged, another one each time.</summary>
    private async Task LookAtOneAsync(bool kept)
    {
        var connected = _truth.Connected();
        var scanned = connected[_ticks % connected.Count];
        var users = await _coverage.CheckAsync(scanned, _found, _ours);
        Assert.True(
            !kept || users.TrueForAll(user => user.Reason != CoverageReason.RightMissing),
            $"{scanned} has converged, and nothing explains why {users.Find(user => user.Reason == CoverageReason.RightMissing)?.Dn} lacks a right.");
    }

    private async Task LookAtEverybodyAsync()
    {
        foreach (var host in _forest.Writable.Where(_truth.Answers))
        {
            await _coverage.CheckAsync(host, _found, _ours);
        }
    }

    private void MayBeConfirmed(string host)
    {
        Assert.True(_truth.Answers(host), $"{host} is confirmed and does not answer.");
        var there = _truth.Scope(host).ExplicitAces.Count(_ours.Contains);
        Assert.True(there == (_rolledBack ? 0 : _ours.Count), $"{host} is confirmed and shows {there} of {_ours.Count} entries.");
        foreach (var user in _truth.Users(host, _ours).Where(user => !user.IsCutOff && !(_rolledBack && user.HasOthers)))
        {
            Assert.True(user.Ours == (_rolledBack ? 0 : _ours.Count), $"{host} is confirmed, but {user} has inherited {user.Ours} of {_ours.Count} entries.");
            Assert.True(_rolledBack || user.IsOverruled || user.MayAll, $"{host} is confirmed, but {user} lacks a right that nobody denies.");
        }
    }

    /// <summary>Everybody who can comes back, and days pass: now the confirmation must say exactly the truth.</summary>
    private async Task ConvergeAsync()
    {
        _forest.BringBack();
        // Three hops at most: of three hours each, or of a night.
        var hop = TimeSpan.FromHours(_scenario.Links.Any(link => link.NightsOnly) ? 30 : 4);
        for (var hops = 0; hops < 3; hops++)
        {
            _forest.Clock.Advance(hop);
            await TickAsync();
        }

        var confirmation = await TickAsync();
        var final = _truth.Scope(GeneratedForest.Pdc).ExplicitAces.ToList();
        var kept = IsKept();
        foreach (var host in _truth.Connected())
        {
            var controller = confirmation.Controllers.Single(candidate => candidate.HostName == host);
            Assert.True(
                controller.State == (kept ? ConfirmationState.Confirmed : ConfirmationState.RootPending),
                $"{host} is {controller.State} in the end ({controller.Reason}), although the forest {(kept ? "has converged" : "has lost what was written")}.");
        }

        Assert.Equal(kept, confirmation.Superseded is null);
        if (!_rolledBack)
        {
            await LookAtOneAsync(kept);
        }

        if (!kept)
        {
            Count("superseded");
            Assert.Contains(confirmation.Alarms, alarm => alarm.Contains("what was written is gone", StringComparison.Ordinal));
            return;
        }

        var foreign = RecordedWrites.From(_records.Find(Run)!)[0].ForeignAces;
        foreach (var lost in ExplicitAces.Without(foreign, final).Where(ace => !_ours.Contains(ace)))
        {
            Count("lost foreign ACEs");
            Assert.Contains(confirmation.Alarms, alarm => alarm.Contains(SddlFormatter.Format(lost), StringComparison.Ordinal));
        }
    }

    private async Task RollBackAsync()
    {
        var before = _truth.Scope(GeneratedForest.Pdc);
        var there = before.ExplicitAces.Any(_ours.Contains);
        var inFlight = _truth.AnyDisagrees();
        var untouched = _truth.Stamp(GeneratedForest.Pdc).Equals(_written);
        var result = await new PermissionRevoker(_connector, _forest.Clock) { Propagation = _propagation }.RevokeAsync(
            new RevokeRequest(_records.PathOf(Run), _found, _forest.Writable), CancellationToken.None);
        Assert.Equal(!there ? WriteOutcome.NothingToDo : inFlight ? WriteOutcome.ChangeInFlight : WriteOutcome.Written, result.Outcome);
        Count($"rollback {result.Outcome}");
        if (result.Outcome != WriteOutcome.Written)
        {
            SameAces(before.ExplicitAces, _truth.Scope(GeneratedForest.Pdc).ExplicitAces);
            return;
        }

        _rolledBack = true;
        var after = _truth.Scope(GeneratedForest.Pdc);
        SameAces(before.ExplicitAces.Where(ace => !_ours.Contains(ace)), after.ExplicitAces);
        if (untouched)
        {
            var original = SecurityDescriptor.Parse(Convert.FromBase64String(_records.Find(Run)!.Targets[0].Grant.DescriptorBefore));
            var dacl = _scenario.SortsDacls ? DaclSorter.Sort(original.Dacl!) : original.Dacl!;
            Assert.Equal((original.IsDaclProtected, Convert.ToHexString(dacl.ToBytes())), (after.IsDaclProtected, Convert.ToHexString(after.Dacl!.ToBytes())));
        }

        await TickAsync();
        await ConvergeAsync();
    }

    private bool IsKept() =>
        _ours.Count(_truth.Scope(GeneratedForest.Pdc).ExplicitAces.ToList().Contains) == (_rolledBack ? 0 : _ours.Count);

    private void Count(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    private static void SameAces(IEnumerable<Ace> expected, IEnumerable<Ace> actual) => Assert.Equal(
        expected.Select(ace => Convert.ToHexString(ace.Bytes)).Order(StringComparer.Ordinal),
        actual.Select(ace => Convert.ToHexString(ace.Bytes)).Order(StringComparer.Ordinal));
}
