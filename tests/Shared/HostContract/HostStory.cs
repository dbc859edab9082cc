using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Tests.HostContract;

/// <summary>
/// What every host does with one tenant, over HTTP and queues alone: registration, consent, enrolment, check, plan, apply with
/// approval, rollback, cancel, a lost licence; every answer of the relay comes a second time, late. Tenant and forest are simulated,
/// the relay is the product's own.
/// </summary>
internal sealed class HostStory : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly SimulatedTenant _tenant;
    private readonly EnrolledRelay _relay;
    private readonly IHostUnderContract _host;
    private readonly Portal _portal;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, string> _reports = new(StringComparer.Ordinal);

    private HostStory(SimulatedTenant tenant, EnrolledRelay relay, IHostUnderContract host)
    {
        (_tenant, _relay, _host) = (tenant, relay, host);
        _portal = Portal.At(host.Address, host.Token, tenant.TenantId);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a host and lives through the story with it.</summary>
    /// <param name="start">Starts the host with a tenant and a folder of its own.</param>
    /// <param name="folder">Where files of the test may lie.</param>
    /// <returns>The reports of its runs by name, comparable with those of another host.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> TellAsync(
        Func<SimulatedTenant, string, CancellationToken, Task<IHostUnderContract>> start, string folder)
    {
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Cancellation);
        await using var host = await start(tenant, Path.Combine(folder, "host"), Cancellation);
        // At once, so that what a report says of the way there does not depend on the machine's speed.
        await using var relay = new EnrolledRelay(Path.Combine(folder, "relay"), tenant.TenantId, (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)));
        using var story = new HostStory(tenant, relay, host);
        try
        {
            await story.TellAsync();
            return story._reports;
        }
        catch
        {
            TestContext.Current.TestOutputHelper?.WriteLine(host.Log);
            throw;
        }
    }

    public void Dispose() => _portal.Dispose();

    private async Task TellAsync()
    {
        await StrangersAreRefusedAsync();
        await RegisterAndConsentAsync();
        await _relay.StartAsync(_host.Address, await _portal.RelayCodeAsync(DemoForest.RootDomain), Cancellation);
        Assert.Equal("NonCompliant", await RunAsync("check", new { mode = "check" }));
        Assert.Equal("NonCompliant", await RunAsync("plan", new { mode = "plan" }));
        await CancelledApplyAsync();
        var applyId = await ApplyAsync();
        await RunAsync("rollback", new { mode = "rollback", of = applyId });
        Assert.False(_relay.WritebackListens);
        await LicencesAreLostAsync();
        Assert.True(_host.Repeated > 10, $"{_host.Repeated} answers came twice.");
    }

    private async Task StrangersAreRefusedAsync()
    {
        using var stranger = Portal.At(_host.Address, "nobody", _tenant.TenantId);
        Assert.Equal((HttpStatusCode.Unauthorized, "token-invalid"), await stranger.RefusedAsync(HttpMethod.Get, "/runs", body: null));
        Assert.Equal((HttpStatusCode.NotFound, "tenant-not-found"), await _portal.RefusedAsync(HttpMethod.Get, "/runs", body: null));
        Assert.Equal((HttpStatusCode.NotFound, "path-not-found"), await _portal.RefusedAsync(HttpMethod.Get, "api/nothing", body: null));
        using var http = new HttpClient { BaseAddress = _host.Address };
        Assert.Equal(HttpStatusCode.NoContent, (await http.GetAsync("health/live", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/ready", Cancellation)).StatusCode);
        Assert.StartsWith("3.", (string?)JsonNode.Parse(await http.GetStringAsync("openapi.json", Cancellation))!["openapi"], StringComparison.Ordinal);
    }

    private async Task RegisterAndConsentAsync()
    {
        _tenant.Change(state => state with { GrantedPermissions = [] });
        _tenant.AddRedirectUri(new Uri(_host.Address, "/api/consent/return"));
        Assert.Equal("Pending", (string?)(await _portal.RegisterAsync(DemoForest.RootDomain, minimumPasswordAgeZero: true))["state"]);
        Assert.Equal((HttpStatusCode.Conflict, "tenant-pending"), await _portal.RefusedAsync(HttpMethod.Post, "/runs", new { mode = "check" }));
        using var site = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new SimulatedBrowser(_tenant, site);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(await _portal.ConsentLinkAsync(), Cancellation)).Status);
        Assert.Equal("Active", (string?)(await _portal.GetAsync(""))["state"]);
        Say("consented");
    }

    private async Task CancelledApplyAsync()
    {
        var runId = await _portal.StartAsync(new { mode = "apply" });
        var run = await _portal.FollowAsync(runId, Patience);
        Assert.Equal(RunEvents.Approval, (string?)run["waitingFor"]!["event"]);
        Assert.Equal((HttpStatusCode.Conflict, "writer-busy"), await _portal.RefusedAsync(HttpMethod.Post, "/runs", new { mode = "apply" }));
        await _portal.CancelAsync(runId);
        await _portal.LookUntilAsync($"/runs/{runId}", later => (string?)later["run"]!["state"] == "Finished", Patience);
        await KeepAsync("cancelled", runId);
        Assert.Empty(_relay.Connector.Writes);
    }

    private async Task<string> ApplyAsync()
    {
        var runId = await _portal.StartAsync(new { mode = "apply" });
        var asked = await FollowToEndAsync(runId);
        Assert.Equal([RunEvents.Approval, .. PersonStepNames.All.Select(RunEvents.Confirmation)], asked);
        Assert.Equal("Compliant", await KeepAsync("apply", runId));
        Assert.True(_relay.WritebackListens);
        Assert.Distinct(_relay.Connector.Writes);
        return runId;
    }

    private async Task LicencesAreLostAsync()
    {
        _tenant.Change(state => state with { Skus = [.. state.Skus.Select(sku => sku with { CapabilityStatus = "Suspended" })] });
        await RunAsync("licence lost", new { mode = "check" });
        Assert.Contains("LIC001", _reports["licence lost"], StringComparison.Ordinal);
    }

    private async Task<string?> RunAsync(string name, object run)
    {
        var runId = await _portal.StartAsync(run);
        await FollowToEndAsync(runId);
        return await KeepAsync(name, runId);
    }

    private async Task<string?> KeepAsync(string name, string runId)
    {
        var report = await _portal.ReportAsync(runId);
        _reports[name] = PlainReport.Of(report, _host.Caller);
        Say($"{name}: {report["verdict"]}");
        return (string?)report["verdict"];
    }

    private async Task<IReadOnlyList<string>> FollowToEndAsync(string runId)
    {
        var asked = new List<string>();
        while (true)
        {
            var run = await _portal.FollowAsync(runId, Patience);
            if (run["waitingFor"] is not { } wait)
            {
                Assert.Equal("Finished", (string?)run["run"]!["state"]);
                return asked;
            }

            var name = (string)wait["event"]!;
            asked.Add(name);
            await DoAsync(name);
            await _portal.AnswerAsync(run, name == RunEvents.Approval
                ? new { planHash = (string)wait["planHash"]!, by = "alice", note = "looked at it" }
                : new { by = "alice", note = "done" });
            await _portal.LookUntilAsync($"/runs/{runId}", later => (string?)later["waitingFor"]?["event"] != name, Patience);
        }
    }

    private async Task DoAsync(string name)
    {
        if (name == RunEvents.Confirmation(PersonStepNames.MinimumPasswordAge))
        {
            _relay.Forest.Modify(DemoForest.RootPdc, DemoForest.RootDn, "minPwdAge", "0");
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.ResetScope))
        {
            _tenant.Administrator.SetResetScope(ResetScope.All);
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.PortalSwitch))
        {
            _tenant.Administrator.EnableOnPremisesIntegration();
        }
        else if (name == RunEvents.Confirmation(PersonStepNames.CanaryReset))
        {
            Assert.True(await _tenant.Administrator.LetUserResetPasswordAsync(TenantProfiles.Canary, _relay.WriteBackAsync, Cancellation));
        }
    }

    private void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.0} s  {what}");
}
