using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

public sealed class EnrollVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-enroll-");

    private string State => Path.Combine(_folder.FullName, "state");

    [Theory]
    [InlineData("Active", false)]
    [InlineData("Standby", true)]
    public async Task ARelayThatStandsBy_SaysSo_AndHowItIsPromoted(string state, bool standsBy)
    {
        using var cloud = new FakeCloud { State = state };

        var run = await EnrollAsync(cloud);

        Assert.Equal(0, run.ExitCode);
        var relay = Enrolment.Read(State);
        Assert.Equal(standsBy, run.Output.Contains("It stands by", StringComparison.Ordinal));
        Assert.Equal(
            standsBy, run.Output.Contains($"POST {cloud.Address}api/tenants/{relay.TenantId}/relays/{relay.RelayId}/promote", StringComparison.Ordinal));
    }

    /// <summary>The signature that lets it answer would travel in the clear.</summary>
    [Fact]
    public async Task ACloud_ThatWantsAnswersInTheClear_IsRefused_AndLeavesNothing()
    {
        using var cloud = new FakeCloud { Replies = new Uri("http://replies.example/") };

        var run = await EnrollAsync(cloud);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("http://replies.example/, which is not HTTPS", run.Error, StringComparison.Ordinal);
        Assert.False(Enrolment.Exists(State));
        Assert.Empty(Directory.GetFiles(Path.Combine(State, "keys")));
    }

    /// <summary>In this order: while the old relay is active, the new one stands by, and nobody gets the forest's commands.</summary>
    [Fact]
    public async Task AServerThatIsARelayAlready_IsToldToHaveItRevokedFirst_AndKeepsItsKey()
    {
        using var cloud = new FakeCloud();
        await EnrollAsync(cloud);
        var before = Enrolment.Read(State).KeyId;

        var again = await EnrollAsync(cloud);

        Assert.NotEqual(0, again.ExitCode);
        Assert.Contains("Have that relay revoked, then give --replace", again.Error, StringComparison.Ordinal);
        Assert.Equal(before, Enrolment.Read(State).KeyId);
        Assert.Single(cloud.Paths);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<CommandLineRun> EnrollAsync(FakeCloud cloud) =>
        CommandLineRun.WithInputAsync("THE-CODE", "enroll", "--url", cloud.Address.AbsoluteUri, "--code", "-", "--state-folder", State);
}
