using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;
using static PasswordWriteback.Core.Tests.Relay.Envelope.EnvelopeWorld;

namespace PasswordWriteback.Core.Tests.Relay.Golden;

/// <summary>What the golden messages of contract version 1 say: every field of every command, answer and reply is filled.</summary>
internal static class GoldenObjects
{
    private const string Forest = "corp.example";
    private const string Dn = "OU=Zürich,DC=corp,DC=example";
    private static readonly Guid Invocation = new("55555555-5555-4555-8555-555555555555");

    private static readonly ConnectReading Connect = new(
        "CONNECT01",
        "2.5.3.0",
        "2.5.3.0",
        Staging: false,
        WritebackEnabled: true,
        TenantId,
        [new DirectoryConnector(Forest, @"CORP\MSOL_0123456789ab", [Dn], ["dc1.corp.example"], "dc1.corp.example")],
        new Dictionary<string, string>(StringComparer.Ordinal) { ["PasswordHashSync"] = "True" });

    private static readonly DomainPasswordPolicy Policy = new(
        Forest, TimeSpan.FromDays(1), TimeSpan.FromDays(42), 12, 24, Complexity: true,
        Reading.Known<IReadOnlyList<FineGrainedPolicy>>([new FineGrainedPolicy("Admins", 10, TimeSpan.FromHours(12), 20, 3)]));

    private static readonly DirectoryWrite Write = new(
        Dn, Forest, "dc1.corp.example", Invocation, 123_456_789_012, 7,
        ["(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1104)"], [], Start);

    /// <summary>Commands by name of their file.</summary>
    public static IReadOnlyDictionary<string, RelayCommand> Commands { get; } = new Dictionary<string, RelayCommand>(StringComparer.Ordinal)
    {
        ["command-discover"] = new Discover(CommandId, TenantId, RunId, Forest),
        ["command-assessPermissions"] = new AssessPermissions(CommandId, TenantId, RunId, Forest),
        ["command-grantPermissions"] = new GrantPermissions(CommandId, TenantId, RunId, Forest, "sha256:0f1e2d"),
        ["command-revokePermissions"] = new RevokePermissions(CommandId, TenantId, RunId, Forest, "run-0000"),
        ["command-confirmReplication"] = new ConfirmReplication(CommandId, TenantId, RunId, Forest, "run-0001"),
        ["command-confirmReplication-asItStands"] = new ConfirmReplication(CommandId, TenantId, RunId, Forest, GrantRunId: null),
        ["command-readPasswordPolicy"] = new ReadPasswordPolicy(CommandId, TenantId, RunId, Forest),
        ["command-setConnectWriteback"] = new SetConnectWriteback(CommandId, TenantId, RunId, Forest, Enabled: true),
        ["command-collectEvidence"] = new CollectEvidence(CommandId, TenantId, RunId, Forest, Start.AddDays(-30)),
    };

    /// <summary>Answers by name of their file; replies inside the answer that completes a command.</summary>
    public static IReadOnlyDictionary<string, RelayAnswer> Answers { get; } = new Dictionary<string, RelayAnswer>(StringComparer.Ordinal)
    {
        ["answer-accepted"] = new CommandAccepted(CommandId, "In the ledger; runs after the write before it."),
        ["answer-progress"] = new CommandProgress(
            CommandId, "Reading users.", new Dictionary<string, long>(StringComparer.Ordinal) { ["users"] = 120_000 }),
        ["answer-completed-upload"] = new CommandCompleted(CommandId, Reply: null, new ReplyUpload(new string('a', 64), 1_234_567)),
        ["answer-heartbeat"] = new RelayHeartbeat(
            Invocation, Start.AddHours(-3), Start, "connect01", "0.1.0", new string('b', 64), Reading.Known(new ConnectState("CONNECT01", "2.5.3.0", Staging: false, WritebackEnabled: true))),
        ["answer-heartbeat-withoutConnect"] = new RelayHeartbeat(
            Invocation, Start.AddHours(-3), Start, "relay01", "0.1.0", PolicyHash: null, Reading.Unknown<ConnectState>("Entra Connect is not installed here.")),
        ["reply-discovered"] = Completed(new Discovered(
            CommandId,
            new DirectoryForest(Forest, "CN=Configuration,DC=corp,DC=example", [new DirectoryDomain(
                "DC=corp,DC=example", Forest, "CORP", "S-1-5-21-1-2-3",
                [new DomainController("dc1.corp.example", Forest, "Zurich", IsReadOnly: false, IsPdcEmulator: true, Invocation)])]),
            ["Site links could not be read."],
            Reading.Known(new ConnectorAccount(
                "CN=MSOL_0123456789ab,CN=Users,DC=corp,DC=example", "MSOL_0123456789ab", "S-1-5-21-1-2-3-1104", Forest,
                [ConnectorWitness.EntraConnect, ConnectorWitness.ReplicationRights], "corp.onmicrosoft.com", "CONNECT01")),
            Reading.Known(Connect))),
        ["reply-assessed"] = Completed(new Assessed(
            CommandId,
            [new ScopeAssessment(Dn, Forest, IsDomainHead: false, [new RightAssessment(WritebackRight.ResetPassword, "user", RightState.Missing, "No ACE gives it.")])],
            new PermissionPlan(
                "sha256:0f1e2d", @"CORP\MSOL_0123456789ab", "S-1-5-21-1-2-3-1104", "entra-2025",
                [new PlannedTarget(Dn, Forest, "dc1.corp.example", "sha256:ee", 6, [new PlannedAce(WritebackRight.ResetPassword, "user", "(OA;…)", "Reset Password on users")], 4_200)],
                [new PlanRefusal("PER003", Dn, "The DACL is not in canonical order.", "Put it in order.")],
                Start),
            new CoverageSummary(
                5_000, 4_990, 120, [new CoverageGroup(CoverageReason.OrphanedAdminCount, Dn, 10, ["CN=A,OU=Zürich,DC=corp,DC=example"], "Left behind.", Remedy: null)], ["dc1.corp.example"], Start),
            new BlastRadius(0, 5_000, [new BlastCategory("tier0", "Members of tier-0 groups", 2, 1)], 1, "One group could not be read."),
            [Policy])),
        ["reply-granted"] = Completed(new Granted(CommandId, WriteOutcome.Written, [Write], "One ACE written.", "/var/lib/relay/run-0001.json")),
        ["reply-revoked"] = Completed(new Revoked(CommandId, WriteOutcome.NothingToDo, [Write], "None is left.")),
        ["reply-replicationChecked"] = Completed(new ReplicationChecked(
            CommandId,
            [new ControllerConfirmation("dc2.corp.example", Forest, "Bern", Required: true, "used by Entra Connect", ConfirmationState.Unreachable, "No answer.", Start.AddDays(-2), 0)],
            ["A foreign ACE was lost."])),
        ["reply-passwordPolicyRead"] = Completed(new PasswordPolicyRead(CommandId, [Policy with { MaximumAge = null, FineGrained = Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>("No right to read.") }])),
        ["reply-connectWritebackSet"] = Completed(new ConnectWritebackSet(
            CommandId, Reading.Known(new ConnectSwitchResult(Connect with { WritebackEnabled = false, TenantId = null }, Connect, ["GroupWriteback: False, before True"])))),
        ["reply-evidenceCollected"] = Completed(new EvidenceCollected(CommandId, Reading.Known(new WritebackEvidence(
            Start.AddDays(-9), Start.AddMinutes(-4), new ResetProof(Start.AddHours(-1), "SelfServiceReset", "dc1.corp.example", Start.AddHours(-1)),
            [new WritebackFailure(Start.AddHours(-2), 33004, "The password does not meet the policy.")])))),
        ["reply-commandFailed"] = Completed(new CommandFailed(CommandId, "DirectoryUnreachable", "dc1.corp.example does not answer.", "Check the network.")),
    };

    private static CommandCompleted Completed(RelayReply reply) => new(CommandId, reply, Upload: null);
}
