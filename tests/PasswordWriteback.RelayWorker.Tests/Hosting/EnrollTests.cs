namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>What a person at the server sees of an enrolment that did not go as meant.</summary>
public sealed class EnrollTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-enroll-");

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public async Task AnUnreadableCaFile_IsRefused_BeforeTheCodeIsUsed()
    {
        using var cloud = new FakeCloud();

        var run = await EnrollAsync(cloud.Address, "--ca", "/nonexistent/ca.pem");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/nonexistent/ca.pem cannot be read", run.Error, StringComparison.Ordinal);
        Assert.Empty(cloud.Paths);
        Assert.False(File.Exists(Path.Combine(_state.FullName, "relay.json")));
    }

    [Fact]
    public async Task AnAddressWithoutABackend_IsNamed_AndNoNewCodeIsAskedFor()
    {
        using var cloud = new FakeCloud();

        var run = await EnrollAsync(new Uri(cloud.Address, "portal"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/portal/api/relays answered HTTP 404", run.Error, StringComparison.Ordinal);
        Assert.Contains("This is no address of a backend.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("new enrolment code", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandLineRun> EnrollAsync(Uri cloud, params string[] more) => CommandLineRun.OfAsync(
        ["enroll", "--url", cloud.AbsoluteUri, "--code", "CODE", "--state-folder", _state.FullName, "--server", $"localhost:{LoopbackServer.FreePort()}", .. more]);
}
