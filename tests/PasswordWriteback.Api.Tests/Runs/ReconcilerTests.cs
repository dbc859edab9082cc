using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Core.Schedule;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Runs;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Runs;

/// <summary>What a kill, or an engine that is away, between two steps leaves behind, and how it is put right.</summary>
public sealed class ReconcilerTests
{
    private static readonly Guid Tenant = new("0d5b7ac4-2f2f-4f5b-9c2e-6f4f1c5a9b01");
    private static readonly string Runs = $"/api/tenants/{Tenant}/runs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunThatTheEngineCouldNotTake_IsAcceptedAndStartedLater_Once()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        host.Engine.Trouble = "The disk is full.";

        var answer = await client.PostAsJsonAsync(Runs, new { mode = "apply", administratorsMayReset = false, writebackFeatureFlag = true }, Token);
        var runId = await IdAsync(answer);
        var away = await host.Get<RunReconciler>().RunOnceAsync(Token);
        host.Engine.Trouble = null;
        var back = await host.Get<RunReconciler>().RunOnceAsync(Token);
        var again = await host.Get<RunReconciler>().RunOnceAsync(Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(new Reconciliation(0, 0, 0, 1), away);
        Assert.Equal(new Reconciliation(1, 0, 0, 0), back);
        Assert.Equal(new Reconciliation(0, 0, 0, 0), again);
        var asked = new RunInput(Tenant, Core.Findings.RunMode.Apply, AdministratorsMayReset: false, SetWritebackFeatureFlag: true);
        Assert.Equal(KeyValuePair.Create(runId, asked), Assert.Single(host.Engine.Started));
        Assert.Equal(RunState.Running, (await FindAsync(host, runId)).State);
        Assert.Single(await AuditAsync(host), entry => entry.Action == AuditAction.RunStarted);
    }

    [Fact]
    public async Task ARowWithoutItsMark_IsMarked_AndTheRunIsNotStartedTwice()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        var run = new NewRun("run-1", Tenant, Core.Findings.RunMode.Check, RunTrigger.Request, "test");
        await host.Get<RunStore>().StartAsync(TenantScope.Everyone, run, Token);
        await host.Engine.StartAsync("run-1", new RunInput(Tenant, run.Mode), Token);

        await host.Get<RunReconciler>().RunOnceAsync(Token);

        Assert.Single(host.Engine.Started);
        Assert.Equal(RunState.Running, (await FindAsync(host, "run-1")).State);
    }

    [Fact]
    public async Task ARunThatEndedWithoutAReport_HasFailed_AndTheNextCheckIsPutOff()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var check = await IdAsync(await client.PostAsJsonAsync(Runs, new { mode = "check" }, Token));
        var apply = await IdAsync(await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token));
        host.Engine.Instances[check] = new RunInstance(5, HasEnded: true, "System.Exception: the history does not fit", Status: null);
        host.Engine.Started.TryRemove(apply, out _);

        var round = await host.Get<RunReconciler>().RunOnceAsync(Token);

        Assert.Equal(new Reconciliation(0, 2, 0, 0), round);
        Assert.Equal("System.Exception: the history does not fit", (await FindAsync(host, check)).Failure);
        Assert.Contains("no history", (await FindAsync(host, apply)).Failure, StringComparison.Ordinal);
        await (await client.GetAsync($"{Runs}/{check}/report", Token)).IsProblemAsync("report-missing");
        var tenant = (await host.Get<TenantStore>().FindAsync(TenantScope.Everyone, Tenant, Token))!;
        Assert.Equal(1, tenant.FailedChecks);
        Assert.InRange((tenant.NextCheckAt!.Value - host.Clock.GetUtcNow()) / CheckSchedule.FirstBackOff, 0.89, 1.11);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token)).StatusCode);
    }

    [Fact]
    public async Task AnAnswerThatTheEngineCouldNotTake_ReachesTheRunLater_WithOneLineOfTheAudit()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var runId = await IdAsync(await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token));
        host.Engine.Trouble = "The disk is full.";

        var first = await client.PostAsJsonAsync($"{Runs}/{runId}/cancel", new { note = "stop" }, Token);
        var second = await client.PostAsJsonAsync($"{Runs}/{runId}/cancel", new { note = "stop!" }, Token);
        host.Engine.Trouble = null;
        var round = await host.Get<RunReconciler>().RunOnceAsync(Token);
        var after = await host.Get<RunReconciler>().RunOnceAsync(Token);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.StatusCode, second.StatusCode));
        Assert.Equal((1, 0), (round.Answered, after.Answered));
        var (_, name, payload) = Assert.Single(host.Engine.Raised);
        Assert.Equal((RunEvents.Cancel, new CancelRequest("User of portal-a", "stop")), (name, payload));
        Assert.Single(await AuditAsync(host), entry => entry.Action == AuditAction.RunCancelled);
    }

    [Fact]
    public async Task AConfirmation_CarriesTheWaitThatItAnswers_AndTheNextWaitIsAnotherQuestion()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var runId = await IdAsync(await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token));
        var first = host.Clock.GetUtcNow().AddDays(7);
        foreach (var deadline in new[] { first, first, first.AddMinutes(1) })
        {
            host.Engine.Instances[runId] = new RunInstance(
                7, HasEnded: false, Failure: null, new RunStatus("Password age", "Set it to 0.", "confirmation-minimum-password-age", deadline));
            var answer = await client.PostAsJsonAsync(
                $"{Runs}/{runId}/confirmations/minimum-password-age", new { by = "alice", note = "done" }, Token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        Assert.Equal(
            [new StepConfirmation("alice", "done", first), new StepConfirmation("alice", "done", first.AddMinutes(1))],
            host.Engine.Raised.Select(raised => raised.Payload));
        Assert.Equal(2, (await AuditAsync(host)).Count(entry => entry.Action == AuditAction.StepConfirmed));
    }

    [Theory]
    [InlineData("""{"by":"","note":"x"}""", "$.by")]
    [InlineData("""{"by":"alice\u0007","note":"x"}""", "$.by")]
    [InlineData("""{"by":"alice","note":"NOTE501"}""", "$.note")]
    public async Task ANameOrANoteOutOfBounds_IsRefused(string body, string field)
    {
        await using var host = await ApiHost.StartAsync();
        await host.AddActiveTenantAsync(Tenant);
        using var client = host.Client();
        var runId = await IdAsync(await client.PostAsJsonAsync(Runs, new { mode = "apply" }, Token));

        using var content = new StringContent(
            body.Replace("NOTE501", new string('n', 501), StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        var answer = await client.PostAsync(new Uri($"{Runs}/{runId}/confirmations/portal-switch", UriKind.Relative), content, Token);

        await answer.IsProblemAsync("field-invalid", field);
        Assert.Empty(host.Engine.Raised);
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer) =>
        (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["runId"]!;

    private static async Task<RunRecord> FindAsync(ApiHost host, string runId) =>
        (await host.Get<RunStore>().FindAsync(TenantScope.Everyone, Tenant, runId, Token))!;

    private static async Task<IReadOnlyList<AuditEntry>> AuditAsync(ApiHost host) =>
        (await host.Get<AuditLog>().ListAsync(TenantScope.Everyone, Tenant, new AuditQuery(200), Token)).Items;
}
