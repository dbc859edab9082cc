using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Tests.Ledger;

public sealed class LedgerFileTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnOlderLedger_IsBroughtUpToDate_WithAllThatItHolds()
    {
        var command = LedgerFolder.Discover();
        using (var ledger = _folder.Open())
        {
            ledger.Receive(command, _folder.NewMessage());
        }

        IReadOnlyList<string> newer = [.. LedgerMigrations.All, "ALTER TABLE command ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"];
        using (var migrated = CommandLedger.Open(_folder.Path, _folder.Clock, newer))
        {
            Assert.Equal(command, migrated.Find(command.CommandId)!.Command);
            _folder.Tamper("UPDATE command SET colour = 'blue'");
        }

        using var twice = CommandLedger.Open(_folder.Path, _folder.Clock, newer);
        Assert.Single(twice.Unfinished());
    }

    [Fact]
    public void AStepThatFails_LeavesTheLedgerAsItWas()
    {
        _folder.Open().Dispose();

        Assert.Throws<LedgerUnavailableException>(() => CommandLedger.Open(
            _folder.Path, _folder.Clock, [.. LedgerMigrations.All, "CREATE TABLE a (b TEXT)", "CREATE TABLE command (x TEXT)"]));

        using var ledger = _folder.Open();
        Assert.Equal(0, ledger.Counts().Done);
    }

    [Fact]
    public void ANewerLedger_IsRefused_AndNotTouched()
    {
        _folder.Open().Dispose();
        _folder.Tamper("PRAGMA user_version = 99");

        var refusal = Assert.Throws<LedgerUnavailableException>(() => _folder.Open());

        Assert.Contains("format 99", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherDatabase_IsRefused()
    {
        Directory.CreateDirectory(_folder.Path);
        _folder.Tamper("CREATE TABLE somebody (elses TEXT)");

        Assert.Contains("no ledger", Assert.Throws<LedgerUnavailableException>(() => _folder.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfRubbish_IsRefused_WithItsPath()
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(_folder.File, new string('x', 5000));

        Assert.Contains(_folder.File, Assert.Throws<LedgerUnavailableException>(() => _folder.Open()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE command SET body = '{'")]
    [InlineData("""UPDATE command SET body = replace(body, '"discover"', '"tomorrow"')""")]
    [InlineData("UPDATE command SET reply = 'null and void', state = 2")]
    public void AnEntryThatCannotBeRead_IsALedgerThatCannotBeUsed_WithItsPath(string damage)
    {
        var command = LedgerFolder.Discover();
        using (var ledger = _folder.Open())
        {
            ledger.Receive(command, _folder.NewMessage());
            ledger.Finish(LedgerFolder.Reply(command.CommandId));
        }

        _folder.Tamper(damage);
        using var again = _folder.Open();

        var refusal = Assert.Throws<LedgerUnavailableException>(() => again.Find(command.CommandId));

        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ItCanBeLookedInto_WhileTheServiceWrites()
    {
        using var ledger = _folder.Open();
        ledger.Receive(LedgerFolder.Discover(), _folder.NewMessage());
        using var reader = CommandLedger.OpenToRead(_folder.Path, _folder.Clock);
        ledger.Receive(LedgerFolder.Discover(), _folder.NewMessage());

        Assert.Equal(2, reader.Counts().Received);
    }

    [Fact]
    public void NoLedgerToLookInto_IsSaid()
    {
        Assert.Contains("relay run", Assert.Throws<LedgerUnavailableException>(() => CommandLedger.OpenToRead(_folder.Path, _folder.Clock)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void OnLinux_OnlyTheOwnerMayEnterItsFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        _folder.Open().Dispose();
#pragma warning disable CA1416 // Skipped on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
#pragma warning restore CA1416
    }
}
