using System.Diagnostics;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Samba.Tests.Permissions;

namespace PasswordWriteback.Samba.Tests.EndToEnd;

/// <summary>A tenant from its registration to a proven writeback, in a real forest, with backend and relay on hosts of their own.</summary>
[Collection(Forests.OfProcesses)]
public sealed class ApprovedApplyTests(FreshForest fresh) : GrantTest(fresh)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Stopwatch _clock = new();

    [Fact(Timeout = 240_000)]
    public async Task AnApplyOverHttp_ApprovedOnTheRelaysServer_EndsCompliant_WithBothProcessesKilledOnTheWay()
    {
        _clock.Start();
        await using var hosts = await TwoHosts.CreateAsync(Lab);
        try
        {
            await hosts.Backend.StartAsync(Now);
            await hosts.Portal.RegisterAsync(Lab.Env.Domain, minimumPasswordAgeZero: false);
            await hosts.ConsentAsync();
            var enrolled = await hosts.EnrollAsync(await hosts.Portal.RelayCodeAsync(Lab.Env.Domain));
            Assert.True(enrolled.ExitCode == 0, enrolled.Error);
            await hosts.Relay.StartAsync(Now);
            Say("consented, enrolled, relay at work");

            var plan = await PlanAsync(hosts);
            var targets = plan["targets"]!.AsArray().Select(target => (string)target!["dn"]!).ToList();
            Assert.NotEmpty(targets);
            var before = await DescriptorsAsync("dc1", targets);
            Say($"planned: {targets.Count} object(s)");

            var report = await ApplyAsync(hosts, (string)plan["hash"]!);

            Assert.Equal("Compliant", (string?)report["verdict"]);
            Assert.Contains($@"{Lab.Env.Netbios}\{Lab.Env.Accounts["administrator"].SamAccountName}", Evidence(report, FindingCodes.PlanApproved), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(
                ["TenantRegistered", "TenantConsented", "RelayCodeIssued", "RelayEnrolled", "RunStarted", "RunStarted", "PlanApproved", "WrittenOnServer", "StepConfirmed", "StepConfirmed", "StepConfirmed"],
                await hosts.Portal.AuditAsync());
            foreach (var (target, was) in plan["targets"]!.AsArray().Zip(before))
            {
                var dn = (string)target!["dn"]!;
                await IsBeforePlusPlanAsync(dn, was, [.. target["aces"]!.AsArray().Select(ace => (string)ace!["sddl"]!)]);
                foreach (var dc in new[] { "dc1", "dc2" })
                {
                    Assert.Equal((uint)target["version"]! + 1, (await StampAsync(dc, dn)).Version);
                }
            }
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Backend:\n{hosts.Backend.Output}\nRelay:\n{hosts.Relay.Output}");
            throw;
        }
    }

    private static async Task<JsonNode> PlanAsync(TwoHosts hosts)
    {
        var runId = await hosts.Portal.StartAsync(new { mode = "plan" });
        await hosts.Portal.FollowAsync(runId, Patience);
        var report = await hosts.Portal.ReportAsync(runId);
        return report["forests"]![0]!["plan"] ?? throw new InvalidOperationException($"There is no plan: {report}");
    }

    private async Task<JsonNode> ApplyAsync(TwoHosts hosts, string planHash)
    {
        var runId = await hosts.Portal.StartAsync(new { mode = "apply" });
        while (true)
        {
            var run = await hosts.Portal.FollowAsync(runId, Patience);
            if (run["waitingFor"] is not { } wait)
            {
                Assert.Equal("Finished", (string?)run["run"]!["state"]);
                return await hosts.Portal.ReportAsync(runId);
            }

            var name = (string)wait["event"]!;
            Say($"asked for {name}");
            if (name == RunEvents.Approval)
            {
                await hosts.Portal.AnswerAsync(run, new { planHash, by = "alice", note = "looked at it" });
                await ApproveOnTheServerAsync(hosts, planHash);
                continue;
            }

            await DoAsync(name, hosts);
            await hosts.Portal.AnswerAsync(run, new { by = "alice", note = "done" });
            await hosts.Portal.LookUntilAsync($"/runs/{runId}", later => (string?)later["waitingFor"]?["event"] != name, Patience);
        }
    }

    /// <summary>
    /// The relay is killed while the plan waits, the backend when the administrator has written: the answer of the next relay finds
    /// nobody, and is kept until the backend is back.
    /// </summary>
    private async Task ApproveOnTheServerAsync(TwoHosts hosts, string planHash)
    {
        var waiting = new ApprovalStore(hosts.RelayState);
        var since = Stopwatch.StartNew();
        while (waiting.Pending(TimeProvider.System.GetUtcNow()).Count == 0)
        {
            Assert.True(since.Elapsed < Patience, $"The plan is not parked: {hosts.Relay.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Now);
        }

        await hosts.Relay.KillAsync();
        Say("parked, relay killed");
        var applied = await hosts.ApplyOnTheServerAsync(planHash);
        Assert.True(applied.ExitCode == 0, applied.Output + applied.Error);
        await hosts.Backend.KillAsync();
        Say("written on the server, backend killed");
        await hosts.Relay.StartAsync(Now);
        await hosts.Backend.StartAsync(Now);
        Say("both started again");
    }

    private static async Task DoAsync(string name, TwoHosts hosts)
    {
        if (name == RunEvents.Confirmation(PersonStepNames.ResetScope))
        {
            hosts.Tenant.Administrator.SetResetScope(ResetScope.All);
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.PortalSwitch))
        {
            hosts.Tenant.Administrator.EnableOnPremisesIntegration();
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            Assert.True(await hosts.Tenant.Administrator.LetUserResetPasswordAsync(hosts.Canary, hosts.WriteBackAsync, Now));
        }
    }

    /// <summary>Exactly the planned ACEs came, all else is as it was, byte by byte and in place, on both domain controllers.</summary>
    private async Task IsBeforePlusPlanAsync(string dn, LabDescriptor before, HashSet<string> planned)
    {
        foreach (var dc in new[] { "dc1", "dc2" })
        {
            var after = await Lab.DescriptorAsync(dc, dn);
            var added = after.Explicit.Where(ace => planned.Contains(ace.Sddl)).ToList();
            Assert.Equal(planned.Count, added.Count);
            Assert.Equal(before.Explicit.Select(ace => ace.Hex), after.Explicit.Except(added).Select(ace => ace.Hex));
            Assert.Equal((before.Owner, before.Group, before.Control), (after.Owner, after.Group, after.Control));
        }
    }

    private async Task<IReadOnlyList<LabDescriptor>> DescriptorsAsync(string dc, IEnumerable<string> targets)
    {
        var read = new List<LabDescriptor>();
        foreach (var dn in targets)
        {
            read.Add(await Lab.DescriptorAsync(dc, dn));
        }

        return read;
    }

    private static string Evidence(JsonNode report, string code) => string.Join(
        ' ', report["findings"]!.AsArray().Where(finding => (string?)finding!["code"] == code).Select(finding => (string?)finding!["evidence"]!["summary"]));

    private void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.0} s  {what}");
}
