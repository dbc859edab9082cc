using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.Tests.Scripted;

/// <summary>A relay that answers from memory: one domain, two domain controllers, a connector account without rights.</summary>
internal sealed class ScriptedRelay(TimeProvider time, string name = ScriptedRelay.Forest)
{
    public const string Forest = "contoso.example";
    public const string PlanHash = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
    private const string AccountSid = "S-1-5-21-1-2-3-1105";
    private static readonly Guid Invocation = new("7f0c5a10-0000-4000-8000-000000000001");

    /// <summary>The forest that it stands in.</summary>
    public string Name => name;

    /// <summary>Every command that came, in order.</summary>
    public List<RelayCommand> Commands { get; } = [];

    public bool Granted { get; set; }

    public bool SwitchOn { get; set; }

    /// <summary>The Entra Connect server on which the relay stands.</summary>
    public string ServerName { get; set; } = "SYNC1";

    /// <summary>Whether it says that there is no Entra Connect on its server; null: it is of a build that does not say.</summary>
    public bool? ConnectAbsent { get; set; }

    /// <summary>Connectors of its Entra Connect server for further forests.</summary>
    public List<DirectoryConnector> FurtherConnectors { get; } = [];

    /// <summary>What its Entra Connect server is besides.</summary>
    public Func<ConnectReading, ConnectReading> Server { get; set; } = server => server;

    /// <summary>What its directory shows of other servers.</summary>
    public ConnectSurroundings? Surroundings { get; set; }

    /// <summary>When writeback was onboarded; null: with the switch.</summary>
    public DateTimeOffset? OnboardedAt { get; set; }

    public bool ResetArrived { get; set; }

    /// <summary>What the relay sums up of the log; null: it is of a build that does not.</summary>
    public WritebackLogSummary? Log { get; set; }

    public int UnacceptedPrivileged { get; set; }

    public Guid BoundTenant { get; set; } = ScriptedTenant.Id;

    public TimeSpan MinimumAge { get; set; } = TimeSpan.Zero;

    public WriteOutcome GrantOutcome { get; set; } = WriteOutcome.Written;

    /// <summary>How often a rollback meets a change in flight.</summary>
    public int RevokesInFlight { get; set; }

    /// <summary>In how many assessments after the grant two users still lack a right.</summary>
    public int SlowInheritance { get; set; }

    public bool ReadBackFails { get; set; }

    /// <summary>States of the second domain controller in successive confirmations; the last one stays.</summary>
    public Queue<ConfirmationState> SecondController { get; } = new([ConfirmationState.RootPending, ConfirmationState.InheritancePending, ConfirmationState.Confirmed]);

    /// <summary>What successive confirmations say against what was written, and whether it is gone for good; then nothing.</summary>
    public Queue<(string Alarm, string? Superseded)> Trouble { get; } = new();

    public string SecondIsRequiredBecause { get; set; } = "named in policy";

    /// <summary>Its Entra Connect server as it is now.</summary>
    public ConnectReading ConnectNow => Connect();

    public int Writes => Commands.Count(command => command is GrantPermissions or RevokePermissions or SetConnectWriteback);

    public RelayReply Answer(RelayCommand command)
    {
        Commands.Add(command);
        return command switch
        {
            Discover => new Discovered(command.CommandId, Topology(), [], Reading.Known(Connector()), ReadConnect(), Posture: null, Surroundings, ConnectAbsent),
            AssessPermissions when Granted && ReadBackFails => new CommandFailed(command.CommandId, "Timeout", "dc1 went silent.", "Start dc1."),
            AssessPermissions => Assess(command.CommandId),
            GrantPermissions => Grant(command.CommandId),
            RevokePermissions => Revoke(command.CommandId),
            ConfirmReplication => Confirmation(command.CommandId),
            ReadPasswordPolicy => new PasswordPolicyRead(command.CommandId, [Policy()]),
            SetConnectWriteback set => Switch(set),
            CollectEvidence collect => Evidence(collect),
            _ => throw new InvalidOperationException(command.GetType().Name),
        };
    }

    /// <summary>A connector for its forest, as an Entra Connect server elsewhere has it.</summary>
    public DirectoryConnector ConnectorHere => new(Name, Account, [Dn("OU=Staff,")], [], Dc(1)) { AccountSid = AccountSid };

    private string Account => $@"{Name.Split('.')[0].ToUpperInvariant()}\MSOL_0123456789ab";

    private string Dn(string below = "") => $"{below}DC={Name.Replace(".", ",DC=", StringComparison.Ordinal)}";

    private string Dc(int number) => $"dc{number}.{Name}";

    private Reading<ConnectReading> ReadConnect() => ConnectAbsent == true
        ? Reading.Unknown<ConnectReading>("This server has no Entra Connect.")
        : Reading.Known(Connect());

    private DirectoryForest Topology() => new(Name, Dn("CN=Configuration,"),
    [
        new(Dn(), Name, Name.Split('.')[0].ToUpperInvariant(), "S-1-5-21-1-2-3",
        [
            new(Dc(1), Name, "Main", IsReadOnly: false, IsPdcEmulator: true, Invocation),
            new(Dc(2), Name, "Branch", IsReadOnly: false, IsPdcEmulator: false, Guid.Empty),
        ]),
    ]);

    private ConnectorAccount Connector() => new(
        Dn("CN=MSOL_0123456789ab,CN=Users,"), "MSOL_0123456789ab", AccountSid, Name,
        [ConnectorWitness.EntraConnect], DescribedTenant: null, DescribedServer: null);

    private ConnectReading Connect() => Server(new(
        ServerName, "2.6.84.0", "2.6.84.0", Staging: false, SwitchOn, BoundTenant,
        [new DirectoryConnector(Name, Account, [Dn("OU=Staff,")], [], Dc(1)), .. FurtherConnectors],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["SyncCycleEnabled"] = "True" }));

    private Assessed Assess(Guid id)
    {
        var state = Granted ? RightState.Present : RightState.Missing;
        WritebackRight[] onUsers = [WritebackRight.ResetPassword, WritebackRight.ChangePassword, WritebackRight.WriteLockoutTime, WritebackRight.WritePwdLastSet];
        ScopeAssessment[] scopes =
        [
            new(Dn("OU=Staff,"), Name, IsDomainHead: false, [.. onUsers.Select(right => new RightAssessment(right, "user", state, "scripted"))]),
            new(Dn(), Name, IsDomainHead: true, [new RightAssessment(WritebackRight.UnexpirePassword, "domainDNS", state, "scripted")]),
        ];
        PlannedTarget[] targets = Granted
            ? []
            : [new(Dn("OU=Staff,"), Name, Dc(1), "00", 3, [Ace()], 40)];
        var coverage = Granted && SlowInheritance-- > 0
            ? new CoverageSummary(40, 38, 2, [new CoverageGroup(CoverageReason.RightMissing, string.Empty, 2, [], "No ACE gives it.", null)], [Dc(1)], time.GetUtcNow())
            : Granted
            ? new CoverageSummary(40, 40, 2, [], [Dc(1)], time.GetUtcNow())
            : new CoverageSummary(40, 0, 2, [new CoverageGroup(CoverageReason.RightMissing, string.Empty, 40, [], "No ACE gives it.", null)], [Dc(1)], time.GetUtcNow());
        return new Assessed(
            id,
            scopes,
            new PermissionPlan(PlanHash, Account, AccountSid, "entra-2025", targets, [], time.GetUtcNow()),
            coverage,
            new BlastRadius(0, 40, [], UnacceptedPrivileged),
            [Policy()]);
    }

    private static PlannedAce Ace() => new(
        WritebackRight.ResetPassword, "user", $"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{AccountSid})", "reset");

    private Granted Grant(Guid id)
    {
        if (GrantOutcome is not (WriteOutcome.Written or WriteOutcome.ConcurrentChange))
        {
            return new Granted(id, GrantOutcome, [], "scripted", RecordPath: null);
        }

        Granted = true;
        return new Granted(id, GrantOutcome, [Write(added: true)], "1 descriptor written on dc1.contoso.example.", "/var/lib/record.json");
    }

    private Revoked Revoke(Guid id)
    {
        if (RevokesInFlight-- > 0)
        {
            return new Revoked(id, WriteOutcome.ChangeInFlight, [], "dc2 shows another version.");
        }

        Granted = false;
        return new Revoked(id, WriteOutcome.Written, [Write(added: false)], "1 ACE taken back.");
    }

    private DirectoryWrite Write(bool added) => new(
        Dn("OU=Staff,"), Name, Dc(1), Invocation, 4711, 4,
        added ? [Ace().Sddl] : [], added ? [] : [Ace().Sddl], time.GetUtcNow());

    private ReplicationChecked Confirmation(Guid id) => Trouble.TryDequeue(out var trouble)
        ? new ReplicationChecked(id, Controllers(), [trouble.Alarm], trouble.Superseded)
        : new ReplicationChecked(id, Controllers(), []);

    private IReadOnlyList<ControllerConfirmation> Controllers()
    {
        var second = SecondController.Count > 1 ? SecondController.Dequeue() : SecondController.Peek();
        return
        [
            new(Dc(1), Name, "Main", Required: true, "PDC emulator", ConfirmationState.Confirmed, "has it", Since: null, 20),
            new(Dc(2), Name, "Branch", Required: true, SecondIsRequiredBecause, second, "scripted", Since: null, 20),
        ];
    }

    private DomainPasswordPolicy Policy() => new(
        Name, MinimumAge, TimeSpan.FromDays(42), 7, 24, Complexity: true, Reading.Known<IReadOnlyList<FineGrainedPolicy>>([]));

    /// <summary>Why the switch cannot be turned; null when it can.</summary>
    public SwitchRefusal? CannotSwitch { get; set; }

    private ConnectWritebackSet Switch(SetConnectWriteback set)
    {
        var before = Connect();
        if (CannotSwitch is not null)
        {
            return new ConnectWritebackSet(set.CommandId, Reading.Known(new ConnectSwitchResult(before, before, []) { NotTurned = CannotSwitch }));
        }

        SwitchOn = set.Enabled;
        return new ConnectWritebackSet(set.CommandId, Reading.Known(new ConnectSwitchResult(before, Connect(), [])));
    }

    private EvidenceCollected Evidence(CollectEvidence collect)
    {
        var now = time.GetUtcNow();
        var proof = ResetArrived ? new ResetProof(now, "SelfServiceReset", Dc(1), now) : null;
        if (collect.SeenElsewhere is { } seen)
        {
            proof = seen.Count > 0 ? proof : null;
            return new EvidenceCollected(collect.CommandId, Reading.Known(new WritebackEvidence(null, null, proof, [], Log: null, proof is null ? [new CanaryGap(CanaryPart.SuccessEvent, "none")] : [])));
        }

        return new EvidenceCollected(collect.CommandId, Reading.Known(new WritebackEvidence(
            SwitchOn ? OnboardedAt ?? now : null, SwitchOn ? now : null, proof, [], Log)));
    }
}
