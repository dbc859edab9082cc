using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
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
