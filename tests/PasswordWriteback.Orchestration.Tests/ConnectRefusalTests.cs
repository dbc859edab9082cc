using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Tests.Scripted;

namespace PasswordWriteback.Orchestration.Tests;

/// <summary>What of Entra Connect ends an apply before anything is written.</summary>
public sealed class ConnectRefusalTests
{
    private const string Other = "fabrikam.example";

    [Fact]
    public async Task TwoActiveServers_OfOneTenant_StopTheApply_InBothForests()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Further.Add(new ScriptedRelay(world.Time, Other) { ServerName = "SYNC2" });

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(0, world.Relay.Writes + world.Further[0].Writes);
        Assert.Equal(Verdict.Blocked, report.Verdict);
        var findings = report.Findings.Where(finding => finding.Code == FindingCodes.ActiveConnectServer).ToList();
        Assert.Equal([FindingStatus.NotMet, FindingStatus.NotMet], findings.Select(finding => finding.Status));
        Assert.All(findings, finding => Assert.Contains("SYNC1, SYNC2", finding.Evidence.Summary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TwoActiveServers_ThatBearOneComputerName_AreTwo()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Further.Add(new ScriptedRelay(world.Time, Other));

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(0, world.Relay.Writes + world.Further[0].Writes);
        Assert.Equal(Verdict.Blocked, report.Verdict);
    }

    [Fact]
    public async Task ASecondServerInStagingMode_LetsTheFirstOnesForestGoOn()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Further.Add(new ScriptedRelay(world.Time, Other) { ServerName = "SYNC2", Server = server => server with { Staging = true } });

        await world.RunAsync(RunMode.Apply);

        Assert.True(world.Relay.SwitchOn);
        Assert.Equal(0, world.Further[0].Writes);
    }

    [Fact]
    public async Task ACandidateServerWithoutARelay_StaysUnknown_AndIsNamed()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.ConnectAbsent = false;
        world.Relay.Surroundings = new ConnectSurroundings(["OLDSYNC"], CloudSync: false);

        var report = await world.RunAsync(RunMode.Apply);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.OtherSynchronization);
        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("OLDSYNC", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACandidateServerThatAnotherRelayHasRead_IsNoCandidateAnyMore()
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.ConnectAbsent = false;
        world.Relay.Surroundings = new ConnectSurroundings(["SYNC2"], CloudSync: false);
        world.Further.Add(new ScriptedRelay(world.Time, Other) { ServerName = "SYNC2", ConnectAbsent = false, Server = server => server with { Staging = true } });

        var report = await world.RunAsync(RunMode.Check);

        Assert.Equal(FindingStatus.Met, report.Findings.Single(finding => finding.Code == FindingCodes.OtherSynchronization).Status);
    }

    [Fact]
    public Task AServerInStagingMode_StopsTheApply() =>
        StopsAsync(server => server with { Staging = true }, FindingCodes.ActiveConnectServer, FindingStatus.NotMet);

    [Fact]
    public Task AHalfDoneUpgrade_StopsTheApply() =>
        StopsAsync(server => server with { ConfiguredVersion = "2.5.190.0" }, FindingCodes.ConnectVersion, FindingStatus.ActionRequired);

    [Fact]
    public Task ARegistryThatNamesAnotherVersion_StopsTheApply() =>
        StopsAsync(server => server with { RegistryVersion = "2.5.190.0" }, FindingCodes.ConnectVersion, FindingStatus.ActionRequired);

    [Theory]
    [InlineData("1.0.8641.0")]
    [InlineData("2.5.78.0")]
    public Task AVersionBelowTheFloor_StopsTheApply(string version) =>
        StopsAsync(server => server with { InstalledVersion = version, ConfiguredVersion = version }, FindingCodes.ConnectVersion, FindingStatus.NotMet);

    [Fact]
    public Task AVersionThatWasNotRead_StopsTheApply() =>
        StopsAsync(server => server with { ConfiguredVersion = "" }, FindingCodes.ConnectVersion, FindingStatus.Unknown);

    [Fact]
    public async Task AForestAddedAfterOnboarding_IsToBeOnboardedAgain()
    {
        await using var world = await RunWorld.CreateAsync();
        var now = world.Time.GetUtcNow();
        world.Relay.SwitchOn = true;
        world.Relay.OnboardedAt = now.AddDays(-10);
        world.Relay.Server = server => server with { Connectors = [.. server.Connectors.Select(connector => connector with { CreatedAt = now.AddDays(-2) })] };

        var report = await world.RunAsync(RunMode.Check);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.Onboarded);
        Assert.Equal((FindingStatus.ActionRequired, true), (finding.Status, (bool?)finding.Evidence.Facts!["reonboardRequired"]));
        Assert.NotEqual(Verdict.Compliant, report.Verdict);
    }

    /// <summary>An onboarding of an earlier time proves nothing of this switch.</summary>
    [Theory]
    [InlineData(false, FindingStatus.NotMet)]
    [InlineData(true, FindingStatus.Met)]
    public async Task TheOnboardingThatCounts_FollowsTheSwitch(bool follows, FindingStatus status)
    {
        await using var world = await RunWorld.CreateAsync();
        var began = world.Time.GetUtcNow();
        world.Relay.Log = new WritebackLogSummary(
            began.AddDays(-30), began.AddDays(-20), began, Complete: true, 1, [], null, null, null, null, null, [], []) { Successes = [] };
        world.Relay.OnboardedAt = began.AddDays(-10);
        var asked = 0;
        world.OnCommand = (w, attempt) =>
        {
            if (attempt.Command is CollectEvidence && ++asked == 3 && follows)
            {
                w.Relay.OnboardedAt = w.Time.GetUtcNow();
            }

            return w.AnswerAsync(attempt.Command);
        };

        var report = await world.RunAsync(RunMode.Apply);

        var finding = report.Findings.Single(finding => finding.Code == FindingCodes.Onboarded);
        Assert.Equal(status, finding.Status);
        Assert.True(asked >= 3);
        Assert.Equal(!follows, finding.Evidence.Summary.Contains("no onboarding event 31005 has followed", StringComparison.Ordinal));
    }

    private static async Task StopsAsync(Func<ConnectReading, ConnectReading> server, string code, FindingStatus status)
    {
        await using var world = await RunWorld.CreateAsync();
        world.Relay.Server = server;

        var report = await world.RunAsync(RunMode.Apply);

        Assert.Equal(status, report.Findings.Single(finding => finding.Code == code).Status);
        Assert.DoesNotContain(world.Relay.Commands, command => command is GrantPermissions or SetConnectWriteback);
        Assert.Empty(report.Changes);
    }
}
