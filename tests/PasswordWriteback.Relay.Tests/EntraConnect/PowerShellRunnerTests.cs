using System.Diagnostics;
using System.Text.Json.Nodes;
using PasswordWriteback.PowerShellStandIn;
using PasswordWriteback.Relay.EntraConnect.PowerShell;

namespace PasswordWriteback.Relay.Tests.EntraConnect;

public sealed class PowerShellRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject Asked => new() { ["enable"] = true, ["entraConnector"] = "x'; Remove-Item C:\\ -Recurse; 'ü" };

    [Fact]
    public async Task Values_TravelAsJsonAlone_AndTheScriptIsOurs()
    {
        using var folder = new StandInFolder();

        var answer = await folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop);

        Assert.True(answer["done"]!.GetValue<bool>());
        Assert.Empty(folder.Now.Complaints);
    }

    [Fact]
    public async Task Garbage_IsNoAnswer_AndIsQuoted()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Garbage);

        var failure = await Assert.ThrowsAsync<PowerShellException>(() => folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop));

        Assert.Equal(PowerShellFault.NoAnswer, failure.Fault);
        Assert.Contains("exit code 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHang_EndsAtTheDeadline_WithAllThatItStarted()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Hangs);
        var run = folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop);
        await UntilAsync(() => folder.HasPids);

        folder.Clock.Advance(Limit);

        Assert.Equal(PowerShellFault.TimedOut, (await Assert.ThrowsAsync<PowerShellException>(() => run)).Fault);
        await UntilAsync(() => !folder.Pids.Any(Lives));
    }

    [Fact]
    public async Task ACancelledCall_LeavesNoProcess()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Hangs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var run = folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, stop.Token);
        await UntilAsync(() => folder.HasPids);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await UntilAsync(() => !folder.Pids.Any(Lives));
    }

    [Fact]
    public async Task Floods_EndAtTheCap()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Floods);

        var failure = await Assert.ThrowsAsync<PowerShellException>(() => folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop));

        Assert.Equal(PowerShellFault.TooMuchOutput, failure.Fault);
    }

    [Fact]
    public async Task AProcessLeftBehind_DoesNotHoldTheAnswerUp()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.LeavesProcess);

        var answer = await folder.Runner().RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop);

        Assert.True(answer["done"]!.GetValue<bool>());
        using var left = Process.GetProcessById(folder.Pids[1]);
        left.Kill();
    }

    [Fact]
    public async Task NoExecutable_IsSaid()
    {
        var runner = new PowerShellRunner(new PowerShellOptions { Executable = "/nowhere/powershell.exe" }, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<PowerShellException>(() => runner.RunAsync("SetConnectWriteback.ps1", Asked, Limit, Stop));

        Assert.Equal(PowerShellFault.NotStarted, failure.Fault);
    }

    [Theory]
    [InlineData("FindConnect.ps1")]
    [InlineData("ReadConnect.ps1")]
    [InlineData("SetConnectWriteback.ps1")]
    public void AScript_IsAscii_Balanced_AndInTheFrame(string name)
    {
        var text = ScriptText.Of(name);

        Assert.True(System.Text.Ascii.IsValid(text));
        Assert.DoesNotContain("#BODY#", text, StringComparison.Ordinal);
        Assert.Equal(text.Count(character => character == '{'), text.Count(character => character == '}'));
        Assert.Equal(text.Count(character => character == '('), text.Count(character => character == ')'));
        Assert.DoesNotContain("Invoke-Expression", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("??", text, StringComparison.Ordinal);
        Assert.DoesNotContain("&&", text, StringComparison.Ordinal);
    }

    // One that nobody has waited for yet is dead all the same.
    private static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!done())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It did not happen.");
            await Task.Delay(10, Stop);
        }
    }
}
