using System.Diagnostics;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.EntraConnect.Canary;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Samba.Tests.Permissions;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Samba.Tests.Runs;

/// <summary>The canary's proof with real resets by the connector account, real pwdLastSet and real metadata; only the events are written by the test.</summary>
[Collection(Forests.OfParts)]
public sealed class CanaryTests(FreshForest fresh) : GrantTest(fresh)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly SimulatedEventLog _log = new(TimeProvider.System);

    private string User => Lab.Env.Object("staffUser");

    [Fact]
    public async Task AResetOnTheSecondController_IsUnderWay_WhileThePdcEmulatorTakesNoChanges_ThenProvenWithItsOrigin()
    {
        await GrantAsync((await AssessAsync()).Plan);
        await ReplicatedAsync(Head);
        await ExpireOnBothAsync();
        await Lab.PauseInboundAsync("dc1");
        try
        {
            await ResetAsync("dc2");

            var gap = Assert.Single((await CollectAsync()).CanaryGaps!);
            Assert.Equal(CanaryPart.PdcEmulator, gap.Part);
            Assert.Contains($"written on {Lab.Env.Dc("dc2").Host}", gap.Detail, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ResumeInboundAsync("dc1");
        }

        var clock = Stopwatch.StartNew();
        WritebackEvidence evidence;
        while ((evidence = await CollectAsync()).Proof is null)
        {
            Assert.True(clock.Elapsed < Deadline, "The reset did not reach the PDC emulator.");
            await Task.Delay(TimeSpan.FromMilliseconds(500), Now);
        }

        Assert.Equal(Lab.Env.Dc("dc2").Host, evidence.Proof!.Controller);
        Assert.InRange(evidence.Proof.PwdLastSet, evidence.Proof.StartedAt!.Value.AddSeconds(-2), evidence.Proof.At.AddSeconds(2));
        Assert.Empty(evidence.CanaryGaps!);
    }

    [Fact]
    public async Task AReset_WritesPasswordAndPwdLastSetTogether_AndPwdLastSetAloneLeavesThePasswordsMetadata()
    {
        await GrantAsync((await AssessAsync()).Plan);
        var before = await StampsAsync();
        await ResetAsync("dc1");
        var reset = await StampsAsync();

        Assert.Equal(before.Password!.Version + 1, reset.Password!.Version);
        Assert.Equal(reset.Set!.InvocationId, reset.Password.InvocationId);
        Assert.InRange((reset.Set.At - reset.Password.At).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.Equal(0, await Lab.ConnectorAsync("dc1", User, "set-pwdlastset", "0"));
        Assert.Equal(CanaryPart.NotExpired, Assert.Single((await CollectAsync()).CanaryGaps!).Part);
        Assert.Equal(0, await Lab.ConnectorAsync("dc1", User, "set-pwdlastset", "-1"));
        var after = await StampsAsync();

        Assert.True(after.Set!.Version > reset.Set.Version);
        Assert.Equal(reset.Password, after.Password);
    }

    // The password of a forest that was made a minute ago is as new as the reset.
    private async Task ExpireOnBothAsync()
    {
        Assert.Equal(0, await Lab.ConnectorAsync("dc1", User, "set-pwdlastset", "0"));
        var expired = await StampsAsync();
        var clock = Stopwatch.StartNew();
        while ((await StampsAsync("dc2")).Set!.Version < expired.Set!.Version)
        {
            Assert.True(clock.Elapsed < Deadline, "pwdLastSet did not reach the second domain controller.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Now);
        }
    }

    private async Task ResetAsync(string dc)
    {
        _log.PasswordReset(31001, "Password reset request received.");
        Assert.Equal(0, await Lab.ConnectorResetAsync(dc, User));
        _log.PasswordReset(31002, "Password reset succeeded.");
    }

    private async Task<WritebackEvidence> CollectAsync()
    {
        await using var connection = await Connector.ConnectAsync(Lab.Env.Dc("dc1").Host, Now);
        var name = (await connection.ReadAsync(User, Now, "sAMAccountName")).GetString("sAMAccountName");
        var forest = (await new ForestDiscoverer(Connector).DiscoverAsync(Now)).Forest;
        var collected = await new EvidenceCollector(_log, Connector, name).CollectAsync(forest, DateTimeOffset.UtcNow.AddDays(-30), Now);
        Assert.Null(collected.UnknownReason);
        return collected.Value!;
    }

    private async Task<(AttributeStamp? Set, AttributeStamp? Password)> StampsAsync(string dc = "dc1")
    {
        await using var connection = await Connector.ConnectAsync(Lab.Env.Dc(dc).Host, Now);
        var metadata = (await connection.ReadAsync(User, Now, "replPropertyMetaData")).GetBytes("replPropertyMetaData");
        return (PropertyMetadata.Find(metadata, PropertyMetadata.PwdLastSet), PropertyMetadata.Find(metadata, PropertyMetadata.UnicodePwd));
    }
}
