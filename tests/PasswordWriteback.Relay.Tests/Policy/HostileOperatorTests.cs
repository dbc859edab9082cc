using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>
/// Whoever holds the cloud's key sends what they like: any command, any hash, run and forest, in any order, again and again.
/// Whatever they send, what changes in the whole forest stays within the policy and is for the connector account alone.
/// </summary>
public sealed class HostileOperatorTests
{
    private const int Commands = 40;

    private static readonly string[] Runs =
        ["run-1", "run-2", "run-3", "", "../../etc/passwd", "..\\..\\x", "a/b", new('r', 101), "nul\0", "CON", "run 1"];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task InModeOff_NothingInTheForestChanges(int seed)
    {
        using var relay = new PolicedRelay(new RelayPolicy { ConnectSwitch = true });

        await AttackAsync(relay, seed);

        Assert.Empty(relay.Added());
        Assert.Empty(relay.Lost());
        Assert.False((await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task InModeApproved_NothingInTheForestChanges_WithoutAnAdministrator(int seed)
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Approved });

        await AttackAsync(relay, seed);

        Assert.Empty(relay.Added());
        Assert.Empty(relay.Lost());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task InModeUnattended_OnlyTheConnectorAccountIsGranted_WithinThePolicy(int seed)
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Unattended, Scopes = [DemoForest.RootScope] });
        var found = await relay.AskAsync<Discovered>(id => new Discover(id, Guid.Empty, "run-0", DemoForest.RootDomain));
        var account = found.Account.Value!;
        var allowed = RelayPolicy.Safest.Profiles[0].Rights
            .Select(right => Core.ActiveDirectory.SecurityDescriptors.Sddl.SddlFormatter.Format(
                RightForms.ToAce(right, Core.ActiveDirectory.SecurityDescriptors.Sid.Parse(account.Sid))))
            .ToHashSet(StringComparer.Ordinal);

        await AttackAsync(relay, seed);

        // Always one honest grant, so that the assertion below has something to hold.
        var plan = (await relay.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-9", DemoForest.RootDomain))).Plan;
        await relay.AskAsync<Granted>(id => new GrantPermissions(id, Guid.Empty, "run-9", DemoForest.RootDomain, plan.Hash));
        Assert.NotEmpty(relay.Added());
        Assert.All(relay.Added(), added =>
        {
            Assert.True(DistinguishedName.IsAtOrBelow(added.Dn, DemoForest.RootScope), added.Dn);
            Assert.Contains(added.Ace, allowed);
        });
        Assert.Empty(relay.Lost());
        Assert.False((await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled);
    }

    [Theory]
    [InlineData(8)]
    public async Task OutsideTheMaintenanceWindows_NothingInTheForestChanges(int seed)
    {
        // The attack lasts less than a day, from a Saturday on.
        var never = new MaintenanceWindow([DayOfWeek.Tuesday], new(0, 0), new(0, 0), TimeZoneInfo.Utc);
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Unattended, ConnectSwitch = true, MaintenanceWindows = [never] });

        await AttackAsync(relay, seed);

        Assert.Empty(relay.Added());
        Assert.Empty(relay.Lost());
        Assert.False((await relay.Connect.ReadAsync(Now)).Value!.WritebackEnabled);
    }

    [Theory]
    [InlineData(10)]
    public async Task WithPrivilegedAccountsThatNobodyAccepted_NothingIsGranted_AndTheirNamesStayHere(int seed)
    {
        using var relay = new PolicedRelay(
            new RelayPolicy { WritingMode = WritingMode.Unattended, Scopes = [DemoForest.RootScope], CanaryUser = DemoForest.CanaryLogonName },
            options: new DemoForestOptions { ServiceAccountInScope = true });

        var replies = await AttackAsync(relay, seed);

        Assert.Empty(relay.Added());
        Assert.Contains(replies, reply => reply is Assessed { Plan.Refusals.Count: > 0 });
        Assert.All(replies, reply =>
        {
            var sent = JsonSerializer.Serialize(reply, RelayJson.Wire.RelayReply);
            Assert.DoesNotContain("svc-web", sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Web Shop Service", sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(DemoForest.NestedAdministrator, sent, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(DemoForest.OrphanedAdministrator, sent, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task APlanOfAWiderPolicy_IsNotWrittenUnderANarrowerOne()
    {
        using var wide = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Unattended });
        var plan = (await wide.AskAsync<Assessed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain))).Plan;
        Assert.Equal(2, plan.Targets.Count);
        var narrow = new RelayCommandExecutor(
            new RelaySettings
            {
                StateFolder = wide.StateFolder,
                Policy = RelayPolicySource.Of(new RelayPolicy { WritingMode = WritingMode.Unattended, Domains = [DemoForest.RootDomain] }),
            },
            wide.Forest.ConnectorFor(DemoForest.RelayAccount),
            wide.Connect,
            new Simulation.EntraConnect.SimulatedEventLog(wide.Clock),
            wide.Clock);

        var granted = Assert.IsType<Granted>(await narrow.ExecuteAsync(
            new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run-1", DemoForest.RootDomain, plan.Hash), Now));

        Assert.Equal(WriteOutcome.Refused, granted.Outcome);
        Assert.StartsWith(PolicyReason.DomainNotAllowed, granted.Detail, StringComparison.Ordinal);
        Assert.Empty(wide.Added());
    }

    [Fact]
    public async Task AnAccountThatIsNotPinned_IsNotGranted()
    {
        using var relay = new PolicedRelay(new RelayPolicy { WritingMode = WritingMode.Unattended, PinnedAccounts = ["S-1-5-21-1-2-3-1104", "S-1-5-21-1-2-3-1105"] });

        var failed = await relay.AskAsync<CommandFailed>(id => new AssessPermissions(id, Guid.Empty, "run-1", DemoForest.RootDomain));

        Assert.Equal("ConnectorAccountUnknown", failed.Reason);
        Assert.Contains("pin", failed.Detail, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<RelayReply>> AttackAsync(PolicedRelay relay, int seed)
    {
        var replies = new List<RelayReply>();
        var random = new Random(seed);
        var hashes = new List<string> { new('a', 64), "../../etc/passwd", "" };
        var sent = new List<RelayCommand>();
        for (var i = 0; i < Commands; i++)
        {
            var command = sent.Count > 0 && random.Next(4) == 0 ? sent[random.Next(sent.Count)] : Make(random, hashes);
            sent.Add(command);
            if (await relay.Executor.AdvanceAsync(command, Now) is CommandState.Answered { Reply: var reply })
            {
                replies.Add(reply);
                if (reply is Assessed { Plan: var plan })
                {
                    hashes.Add(plan.Hash);
                }
            }

            relay.Clock.Advance(TimeSpan.FromMinutes(random.Next(0, 30)));
        }

        return replies;
    }

    private static RelayCommand Make(Random random, List<string> hashes)
    {
        var id = Guid.NewGuid();

        // Mostly the tenant that the server's Entra Connect is bound to: for others the relay refuses before its other rules.
        var tenant = random.Next(4) > 0 ? Guid.Empty : Guid.NewGuid();
        var run = Runs[random.Next(3) > 0 ? random.Next(3) : random.Next(Runs.Length)];
        var forest = random.Next(5) > 0 ? DemoForest.RootDomain : random.Next(2) == 0 ? DemoForest.ChildDomain : "evil.example";
        return random.Next(10) switch
        {
            0 => new Discover(id, tenant, run, forest),
            1 => new AssessPermissions(id, tenant, run, forest),
            2 => new RevokePermissions(id, tenant, run, forest, Runs[random.Next(Runs.Length)]),
            3 => new ConfirmReplication(id, tenant, run, forest, random.Next(2) == 0 ? null : Runs[random.Next(Runs.Length)]),
            4 => new SetConnectWriteback(id, tenant, run, forest, Enabled: true),
            5 => new ReadPasswordPolicy(id, tenant, run, forest),
            6 => new CollectEvidence(
                id, tenant, run, forest, DateTimeOffset.UnixEpoch, random.Next(2) == 0 ? null : [new SeenSuccess(WritebackOperation.SelfServiceReset, StartedAt: null, DateTimeOffset.MaxValue)]),
            _ => new GrantPermissions(id, tenant, run, forest, hashes[random.Next(hashes.Count)]),
        };
    }
}
