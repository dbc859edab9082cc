using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

public sealed class PortalStepTests
{
    [Fact]
    public async Task ARun_ThatWaitsForThePortal_ShowsClicksLinkRoleAndAccount()
    {
        await using var world = await RunWorld.CreateAsync();

        var report = await world.RunAsync(RunMode.Apply);

        var step = PersonSteps.EnableOnPremisesIntegration;
        var asked = Assert.Single(report.Timeline, entry => entry.Note.StartsWith($"Asked a person: {step.Title}", StringComparison.Ordinal)).Note;
        Assert.All(step.Clicks.Append(step.DeepLink).Append(step.Role).Append(step.Account), part => Assert.Contains(part, asked, StringComparison.Ordinal));
        Assert.True(asked.Length < 1500, "A status has to stay below 2 KB.");
    }
}
