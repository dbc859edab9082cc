using System.Diagnostics;
using System.Text;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Tests.State;

public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pwb-durable-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public void Write_CreatesTheFolder_ReplacesTheContent_AndLeavesNothingElse()
    {
        var path = Path.Combine(_folder, "deep", "file.json");

        DurableFile.Write(path, Encoding.UTF8.GetBytes("one, and longer"));
        DurableFile.Write(path, Encoding.UTF8.GetBytes("two"));

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Write_ThatFails_KeepsTheOldContent_AndLeavesNoTemporaryFile()
    {
        var path = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(Path.Combine(path, "inside"));

        Assert.ThrowsAny<SystemException>(() => DurableFile.Write(path, "x"u8));

        Assert.True(Directory.Exists(Path.Combine(path, "inside")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>The state folder is the service's: it must not lead an administrator's hand elsewhere.</summary>
    [Fact]
    public void Write_ByRoot_ThroughALinkOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux.");
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        var records = Path.Combine(_folder, "records");
        Directory.CreateSymbolicLink(records, elsewhere);
        DurableFile.Write(Path.Combine(records, "roots-own.json"), "x"u8);
        using (var chown = Process.Start("chown", ["--no-dereference", "12345", records]))
        {
            chown.WaitForExit();
        }

        var refusal = Assert.Throws<IOException>(() => DurableFile.Write(Path.Combine(records, "file.json"), "x"u8));

        Assert.Contains($"{records} is a link of user 12345", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["roots-own.json"], Directory.GetFiles(elsewhere).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_IsForTheOwnerOnly()
    {
        var path = Path.Combine(_folder, "file.json");

        DurableFile.Write(path, "x"u8);

        // Windows has no mode bits; the state folder's ACL does it there.
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }
}
