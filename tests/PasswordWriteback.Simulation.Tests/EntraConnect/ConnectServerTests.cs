using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Simulation.Tests.EntraConnect;

public sealed class ConnectServerTests
{
    private readonly ManualClock _clock = new();
    private readonly ConnectServerOptions _options = DemoForest.ConnectOptions(Guid.Empty);
    private readonly SimulatedEventLog _log;

    public ConnectServerTests() => _log = new SimulatedEventLog(_clock);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfTheDemoServer_ShowsScopesAccountAndSwitchOff()
    {
        var reading = (await new SimulatedConnectServer(_options, _log).ReadAsync(Now)).Value!;

        Assert.Equal("2.6.84.0", reading.InstalledVersion);
        Assert.Equal(reading.InstalledVersion, reading.ConfiguredVersion);
        Assert.False(reading.Staging);
        Assert.False(reading.WritebackEnabled);
        var connector = Assert.Single(reading.Connectors);
        Assert.Equal([DemoForest.RootScope, DemoForest.ChildScope], connector.Containers);
        Assert.Equal(DemoForest.ConnectorAccount, connector.AccountName);
        Assert.Empty(await Events());
    }

    [Fact]
    public async Task TurningTheSwitchOn_OnboardsAndBeatsEachFiveMinutes()
    {
        var server = new SimulatedConnectServer(_options, _log);
        var result = (await server.SetWritebackAsync(enabled: true, Now)).Value!;
        _clock.Advance(TimeSpan.FromMinutes(11));

        Assert.False(result.Before.WritebackEnabled);
        Assert.True(result.After.WritebackEnabled);
        Assert.Empty(result.OtherDifferences);
        Assert.Equal([31004, 31017, 31018, 31005, 31015, 31019, 31019, 31019], (await Events()).Select(entry => entry.EventId));
        Assert.Equal(_clock.GetUtcNow() - TimeSpan.FromMinutes(1), (await Events())[^1].At);
        Assert.True(server.Listens);
    }

    [Fact]
    public async Task TurningTheSwitchTwice_DoesNothingTheSecondTime()
    {
        var server = new SimulatedConnectServer(_options, _log);
        await server.SetWritebackAsync(enabled: true, Now);
        var before = await Events();
        await server.SetWritebackAsync(enabled: true, Now);

        Assert.Equal(before, await Events());
    }

    [Fact]
    public async Task TurningTheSwitchOff_OffboardsAndFallsSilent()
    {
        var server = new SimulatedConnectServer(_options with { WritebackEnabled = true }, _log);
        await server.SetWritebackAsync(enabled: false, Now);
        _clock.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal([31015, 31019, 31012, 31013, 31016], (await Events()).Select(entry => entry.EventId));
        Assert.False(server.Listens);
    }

    [Fact]
    public async Task AForeignChangeAtThatMoment_IsADifference()
    {
        var options = _options with { ChangedAlongside = new("PasswordHashSync.Enabled", "False") };
        var result = (await new SimulatedConnectServer(options, _log).SetWritebackAsync(enabled: true, Now)).Value!;

        Assert.Equal(["PasswordHashSync.Enabled was True and is False."], result.OtherDifferences);
    }

    [Fact]
    public async Task AStagingServer_TakesTheSwitchButDoesNotListen()
    {
        var server = new SimulatedConnectServer(_options with { Staging = true }, _log);
        await server.SetWritebackAsync(enabled: true, Now);
        _clock.Advance(TimeSpan.FromMinutes(60));

        Assert.False(server.Listens);
        Assert.DoesNotContain(await Events(), entry => entry.EventId is 31015 or 31019);
    }

    [Fact]
    public async Task ASecondActiveServer_BreaksTheListener()
    {
        var server = new SimulatedConnectServer(_options with { ListenerTakenBy = "ZRH-SYNC2", WritebackEnabled = true }, _log);

        Assert.False(server.Listens);
        Assert.Contains(await Events(), entry => entry.EventId == 31034 && entry.Message.Contains("ZRH-SYNC2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AYearOfHeartbeats_IsHeldWithinTheLog()
    {
        _ = new SimulatedConnectServer(_options with { WritebackEnabled = true }, _log);
        _clock.Advance(TimeSpan.FromDays(365));

        var events = await Events();
        Assert.InRange(events.Count, 1_000, 10_001);
        Assert.Equal(_clock.GetUtcNow(), events[^1].At);
    }

    [Fact]
    public async Task AnUnreadableLog_IsUnknown()
    {
        _log.UnreadableBecause = "The Application log may not be read.";

        Assert.Equal("The Application log may not be read.", (await _log.ReadAsync(DateTimeOffset.MinValue, Now)).UnknownReason);
    }

    private async Task<IReadOnlyList<WritebackEvent>> Events() => (await _log.ReadAsync(DateTimeOffset.MinValue, Now)).Value!;
}
