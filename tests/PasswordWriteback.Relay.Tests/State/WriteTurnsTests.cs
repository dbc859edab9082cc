using System.Diagnostics;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.State;

public sealed class WriteTurnsTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATurn_IsHadByOneAtATime_AndByTheNextOnceItIsOver()
    {
        using var first = new WriteTurns(_folder.Path, _folder.Clock);
        using var second = new WriteTurns(_folder.Path, _folder.Clock);
        var turn = await first.TakeAsync(TimeSpan.Zero, Now);
        Assert.Contains(_folder.Path, (await Assert.ThrowsAsync<WriteInProgressException>(() => second.TakeAsync(TimeSpan.Zero, Now))).Message, StringComparison.Ordinal);

        turn.Dispose();

        (await second.TakeAsync(TimeSpan.Zero, Now)).Dispose();
    }

    [Fact]
    public async Task ALinkInPlaceOfTheFile_IsRefused_AndMakesNoFileElsewhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only administrators make links on Windows.");
        Directory.CreateDirectory(_folder.Path);
        var elsewhere = Path.Combine(_folder.Path, "nologin");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, WriteTurns.FileName), elsewhere);
        using var turns = new WriteTurns(_folder.Path, _folder.Clock);

        var refusal = await Assert.ThrowsAsync<IOException>(() => turns.TakeAsync(TimeSpan.Zero, Now));

        Assert.Contains(elsewhere, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public async Task ATurnThatRootTakesInTheServicesFolder_IsTheServicesToTakeNext()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux.");
        Directory.CreateDirectory(_folder.Path);
        using (var chown = Process.Start("chown", ["12345", _folder.Path]))
        {
            await chown.WaitForExitAsync(Now);
            Assert.Equal(0, chown.ExitCode);
        }

        using var administrator = new WriteTurns(_folder.Path, _folder.Clock);
        (await administrator.TakeAsync(TimeSpan.Zero, Now)).Dispose();

#pragma warning disable CA1416 // Skipped elsewhere than on Linux.
        Assert.Equal(12345u, UnixOwner.Of(Path.Combine(_folder.Path, WriteTurns.FileName)).Owner);
#pragma warning restore CA1416
    }
}
