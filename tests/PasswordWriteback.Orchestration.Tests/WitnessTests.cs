using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>A success in Connect's log and the tenant's audit log, joined in a run.</summary>
public sealed class WitnessTests
{
    [Fact]
    public async Task ACheckWithoutCanary_IsProven_ByALoggedSuccess_ThatTheAuditLogShowsToo()
    {
        await using var world = await ConfiguredAsync();
        world.Tenant.AuditedReset = world.Relay.Log!.LastSuccess!.At.AddMinutes(1);

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.Met, Arrival(report).Status);
        Assert.Equal(Verdict.Compliant, report.Verdict);
        Assert.Equal(
            ["EVD001", "EVD002", "EVD003", "EVD004"],
            report.Findings.Select(finding => finding.Code).Where(code => code.StartsWith("EVD", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task WithAnAuditEntryOfAnotherTime_OneWitnessIsMissing()
    {
        await using var world = await ConfiguredAsync();
        world.Tenant.AuditedReset = world.Relay.Log!.LastSuccess!.At.AddMinutes(-10);

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.NotMet, Arrival(report).Status);
        Assert.Equal(Verdict.ConfiguredNotProven, report.Verdict);
    }

    /// <summary>What a schedule does: nothing that an earlier check judged is taken over.</summary>
    [Fact]
    public async Task EachCheck_LooksAgain_AndAProofEndsAfterThirtyDays()
    {
        await using var world = await ConfiguredAsync();
        world.Tenant.AuditedReset = world.Relay.Log!.LastSuccess!.At;
        Assert.Equal(Verdict.Compliant, (await world.RunAsync(RunMode.Check)).Verdict);

        world.Time.Advance(TimeSpan.FromDays(27));
        Assert.Equal(Verdict.Compliant, (await world.RunAsync(RunMode.Check)).Verdict);

        world.Time.Advance(TimeSpan.FromDays(2));
        world.Tenant.AuditedReset = world.Time.GetUtcNow();
        var late = await world.RunAsync(RunMode.Check);
        Assert.Equal(Verdict.ConfiguredNotProven, late.Verdict);
        Assert.Equal(FindingStatus.NotMet, Arrival(late).Status);
        var asked = world.Relay.Commands.OfType<CollectEvidence>().Select(command => command.Since).ToList();
        Assert.Equal(3, asked.Count);
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromDays(27) && asked[2] - asked[1] >= TimeSpan.FromDays(2), "A check asked for an old window.");

        world.Relay.Log = world.Relay.Log with { LastSuccess = new SeenSuccess(WritebackOperation.SelfServiceReset, null, world.Time.GetUtcNow()) };
        world.Tenant.AuditedReset = world.Time.GetUtcNow();
        Assert.Equal(Verdict.Compliant, (await world.RunAsync(RunMode.Check)).Verdict);
    }

    private static Finding Arrival(RunReport report) => report.Findings.Single(finding => finding.Code == FindingCodes.ResetArrived);

    private static async Task<RunWorld> ConfiguredAsync()
    {
        var world = await RunWorld.CreateAsync();
        var at = world.Time.GetUtcNow().AddDays(-2);
        world.Relay.Granted = true;
        world.Relay.SwitchOn = true;
        while (world.Relay.SecondController.Count > 1)
        {
            world.Relay.SecondController.Dequeue();
        }

        world.Relay.Log = new WritebackLogSummary(
            at.AddDays(-28), at, at, Complete: true, 2, [], new SeenSuccess(WritebackOperation.SelfServiceReset, at, at), null, null, null, null, [], []);
        return world;
    }
}
