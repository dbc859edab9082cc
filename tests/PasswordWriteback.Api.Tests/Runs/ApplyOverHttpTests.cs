using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.Api.Tests.Runs;

public sealed class ApplyOverHttpTests
{
    private static readonly object Approval = new { planHash = ScriptedRelay.PlanHash, by = "alice", note = "looked at it" };
    private static readonly object Done = new { by = "alice", note = "done" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnApply_FromStartThroughApprovalAndConfirmations_EndsCompliant_AndIsRolledBack()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        var runId = await RunHost.StartRunAsync(client, new { mode = "apply" });

        var run = await host.DriveAsync(client, runId);
        Assert.Equal("approval", (string?)run["waitingFor"]!["event"]);
        Assert.Equal(ScriptedRelay.PlanHash, (string?)run["waitingFor"]!["planHash"]);
        Assert.Equal(host.Api.Clock.GetUtcNow().AddDays(7), (DateTimeOffset)run["deadline"]!);
        Assert.Equal("Waiting", State(run, "Approval"));
        Assert.Equal("Done", State(run, "Assessment"));
        Assert.Equal("Pending", State(run, "Grant"));

        await (await PostAsync(client, runId, "approvals", new { planHash = "0000", by = "alice", note = "" })).IsProblemAsync("plan-differs", "$.planHash");
        Assert.Equal(0, host.Relay.Writes);
        var approve = (string)run["waitingFor"]!["post"]!;
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync(approve, Approval, Token)).StatusCode);
        run = await host.DriveAsync(client, runId);

        Assert.Equal("confirmation-portal-switch", (string?)run["waitingFor"]!["event"]);
        Assert.Equal(["Confirmed", "Confirmed"], run["controllers"]![0]!["controllers"]!.AsArray().Select(controller => (string?)controller!["state"]));
        await (await PostAsync(client, runId, "confirmations/reset-scope", Done)).IsProblemAsync("not-awaited");
        await (await PostAsync(client, runId, "confirmations/nonsense", Done)).IsProblemAsync("parameter-invalid", "step");
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, runId, "confirmations/portal-switch", Done)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, runId, "confirmations/portal-switch", Done)).StatusCode);
        run = await host.DriveAsync(client, runId);

        Assert.Equal("confirmation-canary-reset", (string?)run["waitingFor"]!["event"]);
        host.Relay.ResetArrived = true;
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, runId, "confirmations/canary-reset", Done)).StatusCode);
        run = await host.DriveAsync(client, runId);

        Assert.Equal("Finished", (string?)run["run"]!["state"]);
        Assert.Equal("Compliant", (string?)run["run"]!["verdict"]);
        Assert.Equal("Skipped", State(run, "Password age"));
        Assert.Equal("Done", State(run, "Portal"));
        Assert.Equal(
            [AuditAction.RunStarted, AuditAction.PlanApproved, AuditAction.StepConfirmed, AuditAction.StepConfirmed],
            (await host.AuditAsync(runId)).Select(entry => entry.Action));
        Assert.Contains("alice", (await host.AuditAsync(runId))[1].Note, StringComparison.Ordinal);

        var report = JsonNode.Parse(await client.GetStringAsync((string)run["report"]!, Token))!;
        Assert.Equal("Compliant", (string?)report["verdict"]);
        Assert.Equal(["Permissions", "ConnectSwitch", "PersonStep"], report["changes"]!.AsArray().Select(change => (string?)change!["kind"]));

        var rollbackId = await RunHost.StartRunAsync(client, new { mode = "rollback", of = runId });
        var rollback = await host.DriveAsync(client, rollbackId);
        Assert.Equal("Finished", (string?)rollback["run"]!["state"]);
        Assert.Equal((false, false), (host.Relay.SwitchOn, host.Relay.Granted));
        Assert.Equal([AuditAction.RollbackStarted], (await host.AuditAsync(rollbackId)).Select(entry => entry.Action));
    }

    [Fact]
    public async Task AnApply_OfAPlanThatWasSeen_AsksNobodyAgain()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        var planId = await RunHost.StartRunAsync(client, new { mode = "plan" });
        Assert.Equal("Finished", (string?)(await host.DriveAsync(client, planId))["run"]!["state"]);

        var applyId = await RunHost.StartRunAsync(client, new { mode = "apply", planOf = planId });
        var run = await host.DriveAsync(client, applyId);

        Assert.Equal("confirmation-portal-switch", (string?)run["waitingFor"]!["event"]);
        Assert.True(host.Relay.Granted);
        Assert.Equal(planId, (string?)run["run"]!["planOf"]);
    }

    [Fact]
    public async Task AnApply_AskedToTakeResetFromAdministrators_SetsIt_AndItsRollbackSetsItBack()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        var applyId = await RunHost.StartRunAsync(client, new { mode = "apply", administratorsMayReset = false, writebackFeatureFlag = true });
        await host.DriveAsync(client, applyId);
        Assert.True(host.Tenant.AdministratorsMayReset);
        await PostAsync(client, applyId, "approvals", Approval);
        await host.DriveAsync(client, applyId);
        await PostAsync(client, applyId, "confirmations/portal-switch", Done);
        await host.DriveAsync(client, applyId);
        host.Relay.ResetArrived = true;
        await PostAsync(client, applyId, "confirmations/canary-reset", Done);

        var apply = await host.DriveAsync(client, applyId);

        Assert.Equal("Finished", (string?)apply["run"]!["state"]);
        Assert.Equal((false, true), ((bool?)apply["run"]!["administratorsMayReset"], (bool?)apply["run"]!["writebackFeatureFlag"]));
        Assert.False(host.Tenant.AdministratorsMayReset);
        var report = JsonNode.Parse(await client.GetStringAsync((string)apply["report"]!, Token))!;
        var setting = Assert.Single(report["changes"]!.AsArray(), change => (string?)change!["kind"] == "TenantSetting")!;
        Assert.Equal(
            ("authorizationPolicy.allowedToUseSSPR", "true", "false"),
            ((string?)setting["target"], (string?)setting["before"], (string?)setting["after"]));
        Assert.Contains(
            report["timeline"]!.AsArray(),
            entry => ((string?)entry!["note"])!.StartsWith("onPremisesSynchronization.features.passwordWritebackEnabled was not set", StringComparison.Ordinal));
        Assert.Contains("allowedToUseSSPR to false", (await host.AuditAsync(applyId))[0].Note, StringComparison.Ordinal);

        var rollback = await host.DriveAsync(client, await RunHost.StartRunAsync(client, new { mode = "rollback", of = applyId }));
        Assert.Equal("Finished", (string?)rollback["run"]!["state"]);
        Assert.Null(rollback["run"]!["administratorsMayReset"]);
        Assert.True(host.Tenant.AdministratorsMayReset);
    }

    [Fact]
    public async Task ACancelledApply_EndsWithAReport_HoweverOftenItIsCancelled()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        var runId = await RunHost.StartRunAsync(client, new { mode = "apply" });
        await host.DriveAsync(client, runId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostAsync(client, runId, "cancel", new { note = "not today" })));
        var run = await host.DriveAsync(client, runId);

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict }));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal("Finished", (string?)run["run"]!["state"]);
        Assert.Equal("Cancelled by User of portal-a: not today", (string?)run["note"]);
        Assert.Equal(0, host.Relay.Writes);
        Assert.Single(await host.AuditAsync(runId), entry => entry.Action == AuditAction.RunCancelled);
        await (await PostAsync(client, runId, "cancel", new { note = "again" })).IsProblemAsync("run-ended");
    }

    [Fact]
    public async Task AControllerThatDoesNotAnswer_IsReleasedByAPerson_AndTheRunGoesOn()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        host.Relay.SecondController.Clear();
        host.Relay.SecondController.Enqueue(ConfirmationState.Unreachable);
        var runId = await RunHost.StartRunAsync(client, new { mode = "apply" });
        await host.DriveAsync(client, runId);
        await (await PostAsync(client, runId, "releases", Release("dc2.contoso.example"))).IsProblemAsync("controller-not-releasable", "$.controller");
        await PostAsync(client, runId, "approvals", Approval);
        var run = await host.DriveUntilAsync(client, runId, now => now["controllers"]!.AsArray().Count > 0);

        await (await PostAsync(client, runId, "releases", Release("dc1.contoso.example"))).IsProblemAsync("controller-not-releasable", "$.controller");
        await (await PostAsync(client, runId, "releases", new { controller = "dc2.contoso.example", by = "alice", note = "" })).IsProblemAsync("field-invalid", "$.note");
        Assert.Equal("Unreachable", (string?)run["controllers"]![0]!["controllers"]![1]!["state"]);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, runId, "releases", Release("DC2.contoso.example"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(client, runId, "releases", Release("dc2.contoso.example"))).StatusCode);
        run = await host.DriveAsync(client, runId);

        Assert.Equal("confirmation-portal-switch", (string?)run["waitingFor"]!["event"]);
        Assert.Contains("dc2.contoso.example, by alice: gone for good", Assert.Single(await host.AuditAsync(runId), entry => entry.Action == AuditAction.ControllerReleased).Note, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AFollower_WhoAsksWithTheETag_IsToldOnlyWhatIsNew()
    {
        await using var host = await RunHost.StartAsync();
        using var client = host.Api.Client();
        var runId = await RunHost.StartRunAsync(client, new { mode = "apply" });
        await host.DriveAsync(client, runId);

        var first = await client.GetAsync($"{RunHost.Runs}/{runId}", Token);
        Assert.Equal(TimeSpan.FromSeconds(30), first.Headers.RetryAfter?.Delta);
        var same = await AskAsync(client, $"{RunHost.Runs}/{runId}", first.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(Token));

        await (await client.GetAsync($"{RunHost.Runs}/{runId}/report", Token)).IsProblemAsync("report-not-ready");
        await PostAsync(client, runId, "approvals", Approval);
        await host.DriveAsync(client, runId);
        var later = await AskAsync(client, $"{RunHost.Runs}/{runId}", first.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);

        await PostAsync(client, runId, "cancel", new { note = "enough" });
        await host.DriveAsync(client, runId);
        var report = await client.GetAsync($"{RunHost.Runs}/{runId}/report", Token);
        Assert.Equal(HttpStatusCode.OK, report.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(client, $"{RunHost.Runs}/{runId}/report", report.Headers.ETag!.Tag)).StatusCode);
    }

    private static object Release(string controller) => new { controller, by = "alice", note = "gone for good" };

    private static string? State(JsonNode run, string step) =>
        (string?)run["steps"]!.AsArray().Single(entry => (string?)entry!["name"] == step)!["state"];

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string runId, string what, object body) =>
        client.PostAsJsonAsync($"{RunHost.Runs}/{runId}/{what}", body, Token);

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string path, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await client.SendAsync(request, Token);
    }
}
