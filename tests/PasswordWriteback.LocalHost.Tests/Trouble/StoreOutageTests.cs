using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.LocalHost.Tests.Trouble;

/// <summary>An apply over HTTP whose store is away for ten minutes: the API says so, and the run goes on afterwards as if nothing had been.</summary>
public sealed class StoreOutageTests
{
    private static readonly object Approval = new { planHash = ScriptedRelay.PlanHash, by = "alice", note = "looked at it" };
    private static readonly object Done = new { by = "alice", note = "done" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stopped", "approval")]
    [InlineData("stopped", "grant")]
    [InlineData("stopped", "report")]
    [InlineData("locked", "approval")]
    [InlineData("locked", "report")]
    [InlineData("full", "report")]
    public async Task AStoreThatIsAwayInTheMiddleOfAnApply_IsSaidSo_AndTheRunGoesOnAfterwards(string kind, string moment)
    {
        await using var outage = await Outage.CreateAsync(kind, Token);
        await using var host = await TroubledHost.StartAsync(outage);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The call that moves the run on has its answer before the outage begins.
        var posted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.OnCommand = command => moment == "grant" && command is GrantPermissions ? BeginAsync() : Task.CompletedTask;
        host.OnReset = () => moment == "report" && host.Relay.ResetArrived ? BeginAsync() : Task.CompletedTask;
        var runId = await StartAsync(host);
        Assert.Equal("approval", (string?)(await host.DriveAsync(runId))["waitingFor"]!["event"]);
        if (moment == "approval")
        {
            await BeginAsync();
            await SufferAsync(host, outage, runId);
            await outage.EndAsync();
        }

        await host.PostAsync($"{runId}/approvals", Approval);
        if (moment == "grant")
        {
            posted.SetResult();
            await began.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
            await SufferAsync(host, outage, runId);
            await outage.EndAsync();
        }

        Assert.Equal("confirmation-portal-switch", (string?)(await host.DriveAsync(runId))["waitingFor"]!["event"]);
        await host.PostAsync($"{runId}/confirmations/portal-switch", Done);
        await host.DriveAsync(runId);
        host.Relay.ResetArrived = true;
        await host.PostAsync($"{runId}/confirmations/canary-reset", Done);
        if (moment == "report")
        {
            posted.SetResult();
            await began.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
            await SufferAsync(host, outage, runId);
            await outage.EndAsync();
        }

        var run = await host.DriveAsync(runId);
        Assert.Equal(("Finished", "Compliant"), ((string?)run["run"]!["state"], (string?)run["run"]!["verdict"]));
        var report = JsonNode.Parse(await host.Client.GetStringAsync((string)run["report"]!, Token))!;
        Assert.Equal(["Permissions", "ConnectSwitch", "PersonStep"], report["changes"]!.AsArray().Select(change => (string?)change!["kind"]));
        Assert.Equal(2, host.Relay.Writes);
        Assert.Equal(host.Relay.Commands.Count, host.Relay.Commands.Select(command => command.CommandId).Distinct().Count());
        Assert.Equal(
            [AuditAction.RunStarted, AuditAction.PlanApproved, AuditAction.StepConfirmed, AuditAction.StepConfirmed],
            (await host.AuditAsync(runId)).Select(entry => entry.Action));
        using var ready = await host.Client.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        async Task BeginAsync()
        {
            if (!began.Task.IsCompleted)
            {
                await (moment == "approval" ? Task.CompletedTask : posted.Task);
                await outage.BeginAsync();
                began.SetResult();
            }
        }
    }

    private static async Task<string> StartAsync(TroubledHost host)
    {
        using var answer = await host.Client.PostAsJsonAsync(TroubledHost.Runs, new { mode = "apply" }, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["runId"]!;
    }

    /// <summary>Ten minutes in which whoever calls is told what is wrong, and nothing is stored.</summary>
    private static async Task SufferAsync(TroubledHost host, Outage outage, string runId)
    {
        var registered = await FillAsync(host, outage);
        for (var minutes = 0; minutes < 10; minutes += 5)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(5));
            using var live = await host.Client.GetAsync("/health/live", Token);
            using var read = await host.Client.GetAsync($"{TroubledHost.Runs}/{runId}", Token);
            using var write = await PutAsync(host, Guid.NewGuid());
            Assert.Equal(HttpStatusCode.NoContent, live.StatusCode);
            Assert.Equal(outage.StopsReading ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, read.StatusCode);
            await IsAwayAsync(write, outage);
            if (outage.IsSeenByHealth)
            {
                using var ready = await host.Client.GetAsync("/health/ready", Token);
                var store = JsonNode.Parse(await ready.Content.ReadAsStringAsync(Token))!["parts"]!.AsArray().Single(part => (string?)part!["name"] == "store")!;
                Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (ready.StatusCode, (bool)store["ready"]!));
                Assert.Contains(outage.Says, (string?)store["trouble"], StringComparison.Ordinal);
            }
        }

        if (!outage.StopsReading)
        {
            // Itself and those that there was room for: nothing of what was refused.
            var list = JsonNode.Parse(await host.Client.GetStringAsync("/api/tenants?pageSize=200", Token))!;
            Assert.Equal(1 + registered, (int)list["total"]!);
        }
    }

    /// <summary>Registers tenants until the store refuses one.</summary>
    private static async Task<int> FillAsync(TroubledHost host, Outage outage)
    {
        for (var registered = 0; registered < 300; registered++)
        {
            using var answer = await PutAsync(host, Guid.NewGuid());
            if (answer.StatusCode != HttpStatusCode.Created)
            {
                await IsAwayAsync(answer, outage);
                return registered;
            }
        }

        throw new InvalidOperationException("The store is never away.");
    }

    private static Task<HttpResponseMessage> PutAsync(TroubledHost host, Guid tenantId) =>
        host.Client.PutAsJsonAsync($"/api/tenants/{tenantId}", new { name = new string('n', 100), forests = new[] { "corp.example" } }, Token);

    private static async Task IsAwayAsync(HttpResponseMessage answer, Outage outage)
    {
        var body = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, body);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal("store-unavailable", (string?)JsonNode.Parse(body)!["code"]);
        Assert.Contains(outage.Says, body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", body, StringComparison.Ordinal);
    }
}
