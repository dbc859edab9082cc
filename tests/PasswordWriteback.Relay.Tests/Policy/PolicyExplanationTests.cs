using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

public sealed class PolicyExplanationTests
{
    private static readonly MaintenanceWindow Sunday = new([DayOfWeek.Sunday], new(3, 0), new(4, 0), TimeZoneInfo.Utc);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public static TheoryData<string, RelayPolicy> Policies() => new()
    {
        { "off", new RelayPolicy { ConnectSwitch = true } },
        { "approved, closed window", new RelayPolicy { WritingMode = WritingMode.Approved, ConnectSwitch = true, MaintenanceWindows = [Sunday] } },
        { "unattended", new RelayPolicy { WritingMode = WritingMode.Unattended, Scopes = [DemoForest.RootScope] } },
        { "unattended, closed window", new RelayPolicy { WritingMode = WritingMode.Unattended, MaintenanceWindows = [Sunday] } },
        { "few commands", new RelayPolicy { WritingMode = WritingMode.Unattended, AllowedCommands = ["assessPermissions", "readPasswordPolicy", "revokePermissions"] } },
    };

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public async Task WhatIsExplained_IsWhatHappens(string name, RelayPolicy policy)
    {
        using var relay = new PolicedRelay(policy);
        var explained = PolicyExplanation.Of(RelayPolicySource.Of(policy).Read(), relay.Clock.GetUtcNow());
        var plan = new string('0', 64);
        var happened = new List<(string Command, string Decision, string? Reason)>();
        foreach (var command in explained)
        {
            var asked = Command(command.Command, plan);
            var state = await relay.Executor.AdvanceAsync(asked, Now);
            plan = state is CommandState.Answered { Reply: Assessed { Plan.Hash: var made } } ? made : plan;
            var (decision, reason) = What(state, command);
            happened.Add((command.Command, decision, reason));
        }

        Assert.True(explained.Count == 8, name);
        Assert.Equal(explained.Select(command => (command.Command, command.Decision, command.Reason)), happened);
    }

    [Fact]
    public void TheSwitch_IsExplainedByItsOwnProperty_AndHeadsByWhatIsWrittenThere()
    {
        var policy = new RelayPolicy { WritingMode = WritingMode.Approved, ConnectSwitch = true, DomainWide = true };

        Assert.Contains("connectSwitch is true", Sentence(policy, "setConnectWriteback"), StringComparison.Ordinal);
        Assert.Contains("the whole domain where it is not known", Sentence(policy, "grantPermissions"), StringComparison.Ordinal);
        Assert.Contains("Unexpire Password on domain heads", Sentence(policy with { Scopes = [DemoForest.RootScope] }, "grantPermissions"), StringComparison.Ordinal);
        Assert.Contains("never on a domain head", Sentence(policy with { DomainWide = false }, "grantPermissions"), StringComparison.Ordinal);
        Assert.Contains("also where the policy does not allow a grant any more", Sentence(policy, "revokePermissions"), StringComparison.Ordinal);
    }

    private static string Sentence(RelayPolicy policy, string command) =>
        PolicyExplanation.Of(RelayPolicySource.Of(policy).Read(), default).Single(one => one.Command == command).Sentence;

    private static (string Decision, string? Reason) What(CommandState state, ExplainedCommand explained) => state switch
    {
        CommandState.Parked => ("approval", null),
        CommandState.Answered { Reply: Granted { Outcome: WriteOutcome.Refused, Detail: var detail } } => ("refused", detail.Split(':')[0]),

        // Nothing was granted, so there is nothing to take back: the policy did not refuse.
        CommandState.Answered { Reply: CommandFailed { Reason: "NoRecord" } } when explained.Decision is "allowed" or "approval" => (explained.Decision, null),
        CommandState.Answered { Reply: Revoked { Outcome: WriteOutcome.Refused, Detail: var detail } } => ("refused", detail.Split(':')[0]),
        CommandState.Answered { Reply: CommandFailed failed } => ("refused", failed.Reason),
        _ => ("allowed", null),
    };

    private static RelayCommand Command(string name, string plan)
    {
        var id = Guid.NewGuid();
        const string Run = "run-1";
        return name switch
        {
            "discover" => new Discover(id, Guid.Empty, Run, DemoForest.RootDomain),
            "assessPermissions" => new AssessPermissions(id, Guid.Empty, Run, DemoForest.RootDomain),
            "grantPermissions" => new GrantPermissions(id, Guid.Empty, Run, DemoForest.RootDomain, plan),
            "revokePermissions" => new RevokePermissions(id, Guid.Empty, "run-2", DemoForest.RootDomain, Run),
            "confirmReplication" => new ConfirmReplication(id, Guid.Empty, Run, DemoForest.RootDomain, GrantRunId: null),
            "readPasswordPolicy" => new ReadPasswordPolicy(id, Guid.Empty, Run, DemoForest.RootDomain),
            "setConnectWriteback" => new SetConnectWriteback(id, Guid.Empty, Run, DemoForest.RootDomain, Enabled: true),
            _ => new CollectEvidence(id, Guid.Empty, Run, DemoForest.RootDomain, DateTimeOffset.UnixEpoch),
        };
    }
}
