using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

/// <summary>
/// A tenant from its registration to a proven writeback: backend in a process of its own, simulated tenant over HTTPS, a relay that
/// enrols over HTTP. The backend is killed in the moment in which the relay writes to the directory.
/// </summary>
internal static class WholeStory
{
    /// <summary>First checks are spread over ten minutes by the tenant's id; this one's is due almost at once.</summary>
    private static readonly Guid FirstInLine = new("7e57c0de-0000-4000-8000-00000000018b");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task TellAsync(string? database)
    {
        using var folder = new TestFolder();
        var profile = TenantProfiles.Create(TenantProfiles.E3Hybrid, TimeProvider.System.GetUtcNow()) with { TenantId = FirstInLine };
        await using var tenant = await SimulatedTenant.StartAsync(profile, TimeProvider.System, Cancellation);
        await using var backend = new BackendProcess(folder.File("backend"), database);
        await using var relay = new EnrolledRelay(folder.File("relay"), tenant.TenantId, (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100)));
        var clock = Stopwatch.StartNew();
        backend.Configure(tenant);
        await backend.StartAsync(Cancellation);
        using var portal = Portal.At(backend.Address, backend.Token, tenant.TenantId);
        try
        {
            await ConsentAsync(tenant, backend, portal);
            await relay.StartAsync(backend.Address, await portal.RelayCodeAsync(DemoForest.RootDomain), Cancellation);
            Say(clock, "consented and enrolled");

            Assert.Equal("NonCompliant", await ScheduledCheckAsync(portal));
            Say(clock, "checked by schedule");

            var planId = await portal.StartAsync(new { mode = "plan" });
            Assert.Equal("Finished", (string?)(await portal.FollowAsync(planId, Patience))["run"]!["state"]);
            var plan = (await portal.ReportAsync(planId))["forests"]![0]!["plan"]!;
            Say(clock, "planned");

            var report = await ApplyAsync(tenant, backend, relay, portal, (string)plan["hash"]!, clock);
            Assert.Equal("Compliant", (string?)report["verdict"]);
            Assert.True(relay.WritebackListens);
            Assert.Equal(
                plan["targets"]!.AsArray().Select(target => (string)target!["dn"]!).Order(StringComparer.Ordinal),
                relay.Connector.Writes.Select(write => write.Dn).Order(StringComparer.Ordinal));
            Assert.Equal(
                ["TenantRegistered", "TenantConsented", "RelayCodeIssued", "RelayEnrolled", "RunStarted", "RunStarted", "RunStarted", "PlanApproved", "StepConfirmed", "StepConfirmed", "StepConfirmed", "StepConfirmed"],
                await portal.AuditAsync());
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(backend.Log);
            throw;
        }
    }

    private static async Task ConsentAsync(SimulatedTenant tenant, BackendProcess backend, Portal portal)
    {
        tenant.Change(state => state with { GrantedPermissions = [] });
        tenant.AddRedirectUri(new Uri(backend.Address, "/api/consent/return"));
        Assert.Equal("Pending", (string?)(await portal.RegisterAsync(DemoForest.RootDomain, minimumPasswordAgeZero: true))["state"]);
        using var site = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new SimulatedBrowser(tenant, site);
        var page = await browser.OpenAsync(await portal.ConsentLinkAsync(), Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Active", (string?)(await portal.GetAsync(""))["state"]);
    }

    /// <summary>Nobody asks for it: it starts by itself within a minute.</summary>
    private static async Task<string?> ScheduledCheckAsync(Portal portal)
    {
        var runs = await portal.LookUntilAsync("/runs", page => page["items"]!.AsArray() is [{ } only] && (string?)only["state"] == "Finished", Patience);
        var check = runs["items"]![0]!;
        Assert.Equal(("Check", "Schedule", "schedule"), ((string?)check["mode"], (string?)check["trigger"], (string?)check["startedBy"]));
        return (string?)(await portal.ReportAsync((string)check["runId"]!))["verdict"];
    }

    private static async Task<JsonNode> ApplyAsync(
        SimulatedTenant tenant, BackendProcess backend, EnrolledRelay relay, Portal portal, string planHash, Stopwatch clock)
    {
        var killed = false;
        relay.Connector.BeforeWrite = async _ =>
        {
            if (!killed)
            {
                killed = true;
                await backend.KillAsync();
                Say(clock, "killed while the relay writes");
            }
        };
        relay.Connector.AfterWrite = async _ =>
        {
            relay.Connector.AfterWrite = _ => Task.CompletedTask;
            await backend.StartAsync(Cancellation);
            Say(clock, "started again");
        };

        var runId = await portal.StartAsync(new { mode = "apply" });
        var asked = new List<string>();
        while (true)
        {
            var run = await portal.FollowAsync(runId, Patience);
            if (run["waitingFor"] is not { } wait)
            {
                Assert.Equal("Finished", (string?)run["run"]!["state"]);
                Assert.True(killed);
                Assert.Equal(["approval", .. PersonStepNames.All.Select(RunEvents.Confirmation)], asked);
                return await portal.ReportAsync(runId);
            }

            var name = (string)wait["event"]!;
            asked.Add(name);
            Say(clock, $"asked for {name}");
            await DoAsync(name, tenant, relay);
            await portal.AnswerAsync(run, name == RunEvents.Approval
                ? new { planHash, by = "alice", note = "looked at it" }
                : new { by = "alice", note = "done" });
            await portal.LookUntilAsync($"/runs/{runId}", later => (string?)later["waitingFor"]?["event"] != name, Patience);
        }
    }

    private static async Task DoAsync(string name, SimulatedTenant tenant, EnrolledRelay relay)
    {
        if (name == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
        {
            relay.Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "minPwdAge", "0");
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.ResetScope))
        {
            tenant.Administrator.SetResetScope(ResetScope.All);
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.PortalSwitch))
        {
            tenant.Administrator.EnableOnPremisesIntegration();
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            Assert.True(await tenant.Administrator.LetUserResetPasswordAsync(TenantProfiles.Canary, relay.WriteBackAsync, Cancellation));
        }
    }

    private static void Say(Stopwatch clock, string what) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {what}");
}
