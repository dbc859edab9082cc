using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class PersonStepTests
{
    [Fact]
    public async Task AConfirmation_OfAnotherWait_IsPassedOver()
    {
        await using var world = await RunWorld.CreateAsync();
        world.OnAsked = async (w, runId, waitingFor) =>
        {
            if (waitingFor == RunEvents.Confirmation(PersonStepNames.PortalSwitch))
            {
                var deadline = w.Time.GetUtcNow() + RunLimits.PersonStep;
                await w.RaiseAsync(runId, waitingFor, new StepConfirmation("mallory", "of another forest", deadline.AddHours(-1)));
                await w.RaiseAsync(runId, waitingFor, new StepConfirmation("alice", "done", deadline));
                return;
            }

            await RunWorld.DoAsAsked(w, runId, waitingFor);
        };

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal("alice", Assert.Single(world.Attestations.Values).By);
        Assert.DoesNotContain(report.Timeline, entry => entry.Note.Contains("mallory", StringComparison.Ordinal));
    }
}
