using System.Globalization;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Doctor;

public sealed class ControllerTests
{
    private readonly DoctorWorld _world = new();

    [Fact]
    public async Task PolicyHints_ADomainControllerWithoutTheControl_Fails_ByName()
    {
        _world.Connector.Says[(DemoForest.ChildSecond, "supportedControl")] = ["1.2.840.113556.1.4.319"];
        _world.Connector.Says[(DemoForest.RootSecond, "supportedControl")] = ["1.2.840.113556.1.4.2066"];

        var lines = await _world.RunAsync(new PolicyHintsCheck(_world.Environment, _world.Directory()).Check);

        Assert.Equal(5, lines.Count);
        Assert.Equal([DemoForest.ChildSecond], lines.Where(line => line.Result == CheckResult.Failed).Select(line => line.Subject));
        Assert.Contains("older id", lines.Single(line => line.Subject == DemoForest.RootSecond).Summary, StringComparison.Ordinal);
        Assert.Equal(4, lines.Count(line => line.Result == CheckResult.Ok));
    }

    [Fact]
    public async Task PolicyHints_ADomainControllerThatHangs_IsUnknownAtItsOwnDeadline_TheOthersAreSaid()
    {
        _world.Connector.Hangs.Add(DemoForest.ChildSecond);
        _world.Connector.Fails.Add(DemoForest.RootReadOnly);
        var run = _world.RunAsync(new PolicyHintsCheck(_world.Environment, _world.Directory()).Check);
        await _world.Connector.Hanging.Task.WaitAsync(TestContext.Current.CancellationToken);
        while (_world.Connector.Answered < 3)
        {
            await Task.Yield();
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(10));

        var lines = await run;

        Assert.Contains("within 10 s", lines.Single(line => line.Subject == DemoForest.ChildSecond).Summary, StringComparison.Ordinal);
        Assert.Equal("Start it.", lines.Single(line => line.Subject == DemoForest.RootReadOnly).Fix);
        Assert.Equal(2, lines.Count(line => line.Result == CheckResult.Unknown));
    }

    [Theory]
    [InlineData(-301, CheckResult.Failed)]
    [InlineData(-300, CheckResult.Warning)]
    [InlineData(-60, CheckResult.Ok)]
    [InlineData(0, CheckResult.Ok)]
    [InlineData(61, CheckResult.Warning)]
    [InlineData(300, CheckResult.Warning)]
    [InlineData(301, CheckResult.Failed)]
    public async Task Clock_IsJudgedByDifference(int seconds, CheckResult expected)
    {
        var theirs = _world.Clock.GetUtcNow().AddSeconds(seconds).ToString("yyyyMMddHHmmss'.0Z'", CultureInfo.InvariantCulture);
        _world.Connector.Says[(DemoForest.RootPdc, "currentTime")] = [theirs];

        var lines = await _world.RunAsync(new ControllerClockCheck(_world.Environment, _world.Directory()).Check);

        Assert.Equal(expected, lines.Single(line => line.Subject == DemoForest.RootPdc).Result);
        Assert.Equal(CheckResult.Ok, lines.Single(line => line.Subject == DemoForest.RootSecond).Result);
    }

    [Fact]
    public async Task Clock_ThatCannotBeRead_IsUnknown()
    {
        _world.Connector.Says[(DemoForest.RootPdc, "currentTime")] = ["noon"];

        var lines = await _world.RunAsync(new ControllerClockCheck(_world.Environment, _world.Directory()).Check);

        Assert.Equal(CheckResult.Unknown, lines.Single(line => line.Subject == DemoForest.RootPdc).Result);
    }

    [Fact]
    public async Task OwnRights_OfAnAdministrator_AreAWarning()
    {
        var line = await _world.SingleAsync(new OwnRightsCheck(_world.Directory(), RelayPolicySource.None).Check);

        Assert.Equal(CheckResult.Warning, line.Result);
        Assert.Contains("AdminSDHolder", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectOnAController_IsAWarning_FoundByItsComputerObject()
    {
        _world.OnWindows((@"SOFTWARE\Microsoft\Azure AD Connect", "Version", "2.6.84.0"));
        _world.Environment = _world.Environment with { HostName = DemoForest.ChildPdc };

        var line = await ConnectAsync();

        Assert.Equal((CheckResult.Warning, "Entra Connect runs on a domain controller."), (line.Result, line.Summary));
    }

    [Fact]
    public async Task AControllerWithoutConnect_IsOk()
    {
        _world.OnWindows();
        _world.Environment = _world.Environment with { HostName = DemoForest.RootPdc };

        Assert.Equal(CheckResult.Ok, (await ConnectAsync()).Result);
    }

    [Fact]
    public async Task AController_WhereTheRegistryIsClosed_IsAWarning_ThatSaysSo()
    {
        _world.WithClosedRegistry("closed");
        _world.Environment = _world.Environment with { HostName = DemoForest.RootPdc };

        var line = await ConnectAsync();

        Assert.Equal(CheckResult.Warning, line.Result);
        Assert.Contains("not known", line.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatTheForestDoesNotShow_IsUnknownOnWindows_AndNotApplicableElsewhere()
    {
        Assert.Equal(CheckResult.NotApplicable, (await ConnectAsync()).Result);
        _world.OnWindows();
        Assert.Equal(CheckResult.Unknown, (await ConnectAsync()).Result);
    }

    [Fact]
    public async Task AServerThatTheForestDoesNotShow_WithADomainUnread_IsUnknown()
    {
        _world.Connector.Fails.UnionWith([DemoForest.ChildPdc, DemoForest.ChildSecond]);

        Assert.Equal(CheckResult.Unknown, (await ConnectAsync()).Result);
    }

    private Task<CheckLine> ConnectAsync() => _world.SingleAsync(new ConnectOnControllerCheck(_world.Environment, _world.Directory()).Check);
}
