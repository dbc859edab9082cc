using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

public sealed class StateFolderTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASecondService_OnTheSameFolder_IsRefused_UntilTheFirstHasEnded()
    {
        using (StateLock.Take(_folder.Path))
        {
            Assert.Contains(_folder.Path, Assert.Throws<StateInUseException>(() => StateLock.Take(_folder.Path)).Message, StringComparison.Ordinal);
            Assert.True(StateLock.IsTaken(_folder.Path));
        }

        Assert.False(StateLock.IsTaken(_folder.Path));
        StateLock.Take(_folder.Path).Dispose();
    }

    [Fact]
    public void AnEnrolment_IsReadBack_AndIsForItsOwnerAlone()
    {
        var enrolment = NewEnrolment();
        enrolment.Save(_folder.Path);

        var again = Enrolment.Read(_folder.Path);

        Assert.Equal(enrolment.Identity, again.Identity);
        Assert.Equal(enrolment with { Directory = again.Directory }, again);
        Assert.Equal(enrolment.Directory.Servers, again.Directory.Servers);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, Enrolment.FileName)));
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"format":1}""")]
    [InlineData("null")]
    public void AFileThatIsNoEnrolment_IsRefused_WithItsPath(string text)
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, Enrolment.FileName), text);

        Assert.Contains(Enrolment.FileName, Assert.Throws<InvalidDataException>(() => Enrolment.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANewerEnrolment_IsRefused()
    {
        (NewEnrolment() with { Format = 2 }).Save(_folder.Path);

        Assert.Contains("format 2", Assert.Throws<InvalidDataException>(() => Enrolment.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AServerThatIsNotEnrolled_IsTold() =>
        Assert.Contains("relay enroll", Assert.Throws<InvalidDataException>(() => Enrolment.Read(_folder.Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Sweep_RemovesLeftoversAfterNinetyDays_AndNoPlanOrRecord()
    {
        using var ledger = _folder.Open();
        string[] gone = ["plans/.a.json.1.tmp", "switches/x.json", "confirmations/run.json"];
        string[] kept = ["plans/a.json", "records/run.json", "relay.json"];
        string[] fresh = ["records/.b.json.2.tmp", "switches/y.json"];
        foreach (var (name, age) in gone.Concat(kept).Select(name => (name, 91)).Concat(fresh.Select(name => (name, 89))))
        {
            var path = Path.Combine(_folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
            File.SetLastWriteTimeUtc(path, (_folder.Clock.GetUtcNow() - TimeSpan.FromDays(age)).UtcDateTime);
        }

        new StateSweep(_folder.Path, ledger, _folder.Clock, NullLogger.Instance).Sweep();

        Assert.All(gone, name => Assert.False(File.Exists(Path.Combine(_folder.Path, name)), name));
        Assert.All(kept.Concat(fresh), name => Assert.True(File.Exists(Path.Combine(_folder.Path, name)), name));
    }

    [Fact]
    public void Sweep_FollowsNoLinkOutOfTheStateFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Only administrators make links on Windows.");
        using var ledger = _folder.Open();
        using var outside = new LedgerFolder();
        Directory.CreateDirectory(outside.Path);
        var others = Path.Combine(outside.Path, "others.tmp");
        File.WriteAllText(others, "x");
        File.SetLastWriteTimeUtc(others, (_folder.Clock.GetUtcNow() - TimeSpan.FromDays(91)).UtcDateTime);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "elsewhere"), outside.Path);

        new StateSweep(_folder.Path, ledger, _folder.Clock, NullLogger.Instance).Sweep();

        Assert.True(File.Exists(others));
    }

    [Fact]
    public void Sweep_PassesByWhatItMayNotEnter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of Linux.");
        using var ledger = _folder.Open();
        var stale = Path.Combine(_folder.Path, "stale.tmp");
        File.WriteAllText(stale, "x");
        File.SetLastWriteTimeUtc(stale, (_folder.Clock.GetUtcNow() - TimeSpan.FromDays(91)).UtcDateTime);
#pragma warning disable CA1416 // Skipped on Windows.
        var closed = Directory.CreateDirectory(Path.Combine(_folder.Path, "lost+found"), UnixFileMode.None);
        var trouble = Record.Exception(() => LikeNobody(new StateSweep(_folder.Path, ledger, _folder.Clock, NullLogger.Instance).Sweep));
        closed.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#pragma warning restore CA1416
        Assert.Null(trouble);
        Assert.False(File.Exists(stale));
    }

    /// <summary>Works with files as a user without rights does: root does not feel modes. Of this thread alone (setfsuid(2)).</summary>
    [SupportedOSPlatform("linux")]
    private void LikeNobody(Action work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            work();
            return;
        }

        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        _ = SetFileSystemUser(65534);
        try
        {
            work();
        }
        finally
        {
            _ = SetFileSystemUser(0);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileSystemUser(uint user);

    private static Enrolment NewEnrolment() => new()
    {
        Cloud = new Uri("https://cloud.example/"),
        Issuer = "https://cloud.example",
        TenantId = Guid.NewGuid(),
        RelayId = Guid.NewGuid(),
        Forest = "contoso.example",
        ServiceBus = new Uri("https://bus.example/"),
        Queue = "relay-1",
        RepliesQueue = "replies",
        KeyId = new string('k', 43),
        EnrolledAt = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
        Directory = new DirectorySettings { Servers = ["dc1.contoso.example"], User = "reader", PasswordFile = "/etc/secret" },
    };
}
