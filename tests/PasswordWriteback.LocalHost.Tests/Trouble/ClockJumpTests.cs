using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;
using PasswordWriteback.Storage.Audit;

namespace PasswordWriteback.LocalHost.Tests.Trouble;

/// <summary>The machine's clock is set by an hour, back or forth, while a run waits.</summary>
public sealed class ClockJumpTests
{
    private static readonly object Approval = new { planHash = ScriptedRelay.PlanHash, by = "alice", note = "looked at it" };
    private static readonly object Done = new { by = "alice", note = "done" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("approval", 1)]
    [InlineData("approval", -1)]
    [InlineData("replication", 1)]
    [InlineData("replication", -1)]
    public async Task AClockThatJumpsAnHour_WhileARunWaits_ChangesNothingOfIt(string moment, int hours)
    {
        await using var host = await TroubledHost.StartAsync();
        var jumps = 0;
        host.OnCommand = command =>
        {
            if (moment == "replication" && command is ConfirmReplication && jumps == 0)
            {
                Jump();
            }

            return Task.CompletedTask;
        };
        using var started = await host.Client.PostAsJsonAsync(TroubledHost.Runs, new { mode = "apply" }, Token);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var runId = (string)JsonNode.Parse(await started.Content.ReadAsStringAsync(Token))!["runId"]!;
        var waiting = await host.DriveAsync(runId);
        if (moment == "approval")
        {
            Jump();
            host.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal((string?)waiting["deadline"], (string?)(await host.DriveAsync(runId))["deadline"]);
        }

        await host.PostAsync($"{runId}/approvals", Approval);
        Assert.Equal("confirmation-portal-switch", (string?)(await host.DriveAsync(runId))["waitingFor"]!["event"]);
        await host.PostAsync($"{runId}/confirmations/portal-switch", Done);
        await host.DriveAsync(runId);
        host.Relay.ResetArrived = true;
        await host.PostAsync($"{runId}/confirmations/canary-reset", Done);
        var run = await host.DriveAsync(runId);

        Assert.Equal(1, jumps);
        Assert.Equal(("Finished", "Compliant"), ((string?)run["run"]!["state"], (string?)run["run"]!["verdict"]));
        Assert.Equal(2, host.Relay.Writes);
        Assert.Single(await host.AuditAsync(runId), entry => entry.Action == AuditAction.RunStarted);

        void Jump()
        {
            jumps++;
            host.Clock.SetTo(host.Clock.GetUtcNow().AddHours(hours));
        }
    }
}
