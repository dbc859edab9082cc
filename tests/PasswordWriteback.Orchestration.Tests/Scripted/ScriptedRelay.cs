using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.Tests.Scripted;

/// <summary>A relay that answers from memory: one domain, two domain controllers, a connector account without rights.</summary>
internal sealed class ScriptedRelay(TimeProvider time)
{
    public const string Forest = "contoso.example";
    public const string PlanHash = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
    private const string Account = @"CONTOSO\MSOL_0123456789ab";
    private const string AccountSid = "S-1-5-21-1-2-3-1105";
    private static readonly Guid Invocation = new("7f0c5a10-0000-4000-8000-000000000001");

    /// <summary>Every command that came, in order.</summary>
    public List<RelayCommand> Commands { get; } = [];

    public bool Granted { get; set; }

    public bool SwitchOn { get; set; }

    /// <summary>The Entra Connect server on which the relay stands.</summary>
    public string ServerName { get; set; } = "SYNC1";

    public bool ResetArrived { get; set; }

    /// <summary>What the relay sums up of the log; null: it is of a build that does not.</summary>
    public WritebackLogSummary? Log { get; set; }

    public int UnacceptedPrivileged { get; set; }

    public Guid BoundTenant { get; set; } = ScriptedTenant.Id;

    public TimeSpan MinimumAge { get; set; } = TimeSpan.Zero;

    public WriteOutcome GrantOutcome { get; set; } = WriteOutcome.Written;

    /// <summary>In how many assessments after the grant two users still lack a right.</summary>
    public int SlowInheritance { get; set; }

    public bool ReadBackFails { get; set; }

    /// <summary>States of the second domain controller in successive confirmations; the last one stays.</summary>
    public Queue<ConfirmationState> SecondController { get; } = new([ConfirmationState.RootPending, ConfirmationState.InheritancePending, ConfirmationState.Confirmed]);

    public int Writes => Commands.Count(command => command is GrantPermissions or RevokePermissions or SetConnectWriteback);

    public RelayReply Answer(RelayCommand command)
    {
        Commands.Add(command);
        return command switch
        {
            Discover => new Discovered(command.CommandId, Topology(), [], Reading.Known(Connector()), Reading.Known(Connect())),
            AssessPermissions when Granted && ReadBackFails => new CommandFailed(command.CommandId, "Timeout", "dc1 went silent.", "Start dc1."),
            AssessPermissions => Assess(command.CommandId),
            GrantPermissions => Grant(command.CommandId),
            RevokePermissions => Revoke(command.CommandId),
            ConfirmReplication => new ReplicationChecked(command.CommandId, Controllers(), []),
            ReadPasswordPolicy => new PasswordPolicyRead(command.CommandId, [Policy()]),
            SetConnectWriteback set => Switch(set),
            CollectEvidence => Evidence(command.CommandId),
            _ => throw new InvalidOperationException(command.GetType().Name),
        };
    }

    private static DirectoryForest Topology() => new(Forest, "CN=Configuration,DC=contoso,DC=example",
    [
        new("DC=contoso,DC=example", Forest, "CONTOSO", "S-1-5-21-1-2-3",
        [
            new("dc1.contoso.example", Forest, "Main", IsReadOnly: false, IsPdcEmulator: true, Invocation),
            new("dc2.contoso.example", Forest, "Branch", IsReadOnly: false, IsPdcEmulator: false, Guid.Empty),
        ]),
    ]);

    private static ConnectorAccount Connector() => new(
        "CN=MSOL_0123456789ab,CN=Users,DC=contoso,DC=example", "MSOL_0123456789ab", AccountSid, Forest,
        [ConnectorWitness.EntraConnect], DescribedTenant: null, DescribedServer: null);

    private ConnectReading Connect() => new(
        ServerName, "2.6.84.0", "2.6.84.0", Staging: false, SwitchOn, BoundTenant,
        [new DirectoryConnector(Forest, Account, ["OU=Staff,DC=contoso,DC=example"], [], "dc1.contoso.example")],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["SyncCycleEnabled"] = "True" });

    private Assessed Assess(Guid id)
    {
        var state = Granted ? RightState.Present : RightState.Missing;
        WritebackRight[] onUsers = [WritebackRight.ResetPassword, WritebackRight.ChangePassword, WritebackRight.WriteLockoutTime, WritebackRight.WritePwdLastSet];
        ScopeAssessment[] scopes =
        [
            new("OU=Staff,DC=contoso,DC=example", Forest, IsDomainHead: false, [.. onUsers.Select(right => new RightAssessment(right, "user", state, "scripted"))]),
            new("DC=contoso,DC=example", Forest, IsDomainHead: true, [new RightAssessment(WritebackRight.UnexpirePassword, "domainDNS", state, "scripted")]),
        ];
        PlannedTarget[] targets = Granted
            ? []
            : [new("OU=Staff,DC=contoso,DC=example", Forest, "dc1.contoso.example", "00", 3, [Ace()], 40)];
        var coverage = Granted && SlowInheritance-- > 0
            ? new CoverageSummary(40, 38, 2, [new CoverageGroup(CoverageReason.RightMissing, string.Empty, 2, [], "No ACE gives it.", null)], ["dc1.contoso.example"], time.GetUtcNow())
            : Granted
            ? new CoverageSummary(40, 40, 2, [], ["dc1.contoso.example"], time.GetUtcNow())
            : new CoverageSummary(40, 0, 2, [new CoverageGroup(CoverageReason.RightMissing, string.Empty, 40, [], "No ACE gives it.", null)], ["dc1.contoso.example"], time.GetUtcNow());
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
        Granted = false;
        return new Revoked(id, WriteOutcome.Written, [Write(added: false)], "1 ACE taken back.");
    }

    private DirectoryWrite Write(bool added) => new(
        "OU=Staff,DC=contoso,DC=example", Forest, "dc1.contoso.example", Invocation, 4711, 4,
        added ? [Ace().Sddl] : [], added ? [] : [Ace().Sddl], time.GetUtcNow());

    private IReadOnlyList<ControllerConfirmation> Controllers()
    {
        var second = SecondController.Count > 1 ? SecondController.Dequeue() : SecondController.Peek();
        return
        [
            new("dc1.contoso.example", Forest, "Main", Required: true, "PDC emulator", ConfirmationState.Confirmed, "has it", Since: null, 20),
            new("dc2.contoso.example", Forest, "Branch", Required: true, "named in policy", second, "scripted", Since: null, 20),
        ];
    }

    private DomainPasswordPolicy Policy() => new(
        Forest, MinimumAge, TimeSpan.FromDays(42), 7, 24, Complexity: true, Reading.Known<IReadOnlyList<FineGrainedPolicy>>([]));

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

    private EvidenceCollected Evidence(Guid id)
    {
        var now = time.GetUtcNow();
        return new EvidenceCollected(id, Reading.Known(new WritebackEvidence(
            SwitchOn ? now : null,
            SwitchOn ? now : null,
            ResetArrived ? new ResetProof(now, "SelfServiceReset", "dc1.contoso.example", now) : null,
            [],
            Log)));
    }
}
