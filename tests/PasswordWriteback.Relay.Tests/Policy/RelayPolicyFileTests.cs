using System.Runtime.Versioning;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>Owner and mode are those of Linux, and only root can make files that the policy trusts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RelayPolicyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-policy-").FullName;

    private string File => Path.Combine(_folder, RelayPolicyFile.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NoFile_IsTheSafestPolicy()
    {
        var state = RelayPolicyFile.Read(File);

        Assert.Equal((WritingMode.Off, PolicyState.NoFile, null), (state.Policy.WritingMode, state.Hash, state.Problem));
    }

    [Fact]
    public void AChange_HoldsFromTheNextReading_AndABrokenFileRefusesWithItsReason()
    {
        NeedsRoot();
        var source = RelayPolicySource.File(File);
        Write("""{ "version": 1, "writingMode": "unattended" }""");
        var first = source.Read();
        Write("""{ "version": 1, "writingMode": "approved" }""");
        var second = source.Read();
        Write("""{ "version": 1, "writingMode": """);
        var broken = source.Read();

        Assert.Equal((WritingMode.Unattended, WritingMode.Approved, WritingMode.Off), (first.Policy.WritingMode, second.Policy.WritingMode, broken.Policy.WritingMode));
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Contains("line 1", broken.Problem, StringComparison.Ordinal);
        var grant = new GrantPermissions(Guid.NewGuid(), Guid.Empty, "run", "forest", "hash");
        Assert.Equal(PolicyReason.PolicyProblem, Assert.IsType<PolicyDecision.Refused>(PolicyRules.Decide(broken, grant, plan: null, default)).Reason);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void AFileOrFolderThatOthersMayWrite_IsNoPolicy(UnixFileMode open)
    {
        NeedsRoot();
        Write("""{ "version": 1, "writingMode": "unattended" }""");
        Assert.Null(RelayPolicyFile.Read(File).Problem);

        System.IO.File.SetUnixFileMode(_folder, System.IO.File.GetUnixFileMode(_folder) | open);
        Assert.Contains(_folder, RelayPolicyFile.Read(File).Problem, StringComparison.Ordinal);
        System.IO.File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);

        var state = RelayPolicyFile.Read(File);
        Assert.Contains("written by others", state.Problem, StringComparison.Ordinal);
        Assert.Equal(WritingMode.Off, state.Policy.WritingMode);
    }

    [Fact]
    public void ALinkToAFileThatAdministratorsKeep_IsAPolicy()
    {
        NeedsRoot();
        Write("""{ "version": 1, "writingMode": "unattended" }""");
        var kept = Directory.CreateDirectory(Path.Combine(_folder, "kept"));
        System.IO.File.Move(File, Path.Combine(kept.FullName, "policy"));
        System.IO.File.CreateSymbolicLink(File, "current/../kept/./policy");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "current"), kept.FullName);

        var state = RelayPolicyFile.Read(File);

        Assert.Equal((null, WritingMode.Unattended), (state.Problem, state.Policy.WritingMode));
    }

    [Theory]
    [InlineData("theirs/policy")] // the file itself
    [InlineData("theirs/hop")] // a link that leads back to a file of root's, and that others may replace
    [InlineData("theirs/../kept/policy")] // a folder that others may replace
    public void ALinkThroughAFolderThatOthersMayWrite_IsNoPolicy(string target)
    {
        NeedsRoot();
        Write("""{ "version": 1, "writingMode": "unattended" }""");
        var theirs = Directory.CreateDirectory(Path.Combine(_folder, "theirs")).FullName;
        var kept = Directory.CreateDirectory(Path.Combine(_folder, "kept")).FullName;
        System.IO.File.Copy(File, Path.Combine(theirs, "policy"));
        System.IO.File.Move(File, Path.Combine(kept, "policy"));
        System.IO.File.CreateSymbolicLink(Path.Combine(theirs, "hop"), Path.Combine(kept, "policy"));
        System.IO.File.CreateSymbolicLink(File, Path.Combine(_folder, target));
        System.IO.File.SetUnixFileMode(theirs, System.IO.File.GetUnixFileMode(theirs) | UnixFileMode.OtherWrite);

        var state = RelayPolicyFile.Read(File);

        Assert.Contains($"{theirs} can be written by others", state.Problem, StringComparison.Ordinal);
        Assert.Equal(WritingMode.Off, state.Policy.WritingMode);
    }

    [Fact]
    public void ALinkThatLeadsToItself_IsNoPolicy()
    {
        NeedsRoot();
        System.IO.File.CreateSymbolicLink(File, File);

        Assert.Contains(File, RelayPolicyFile.Read(File).Problem, StringComparison.Ordinal);
    }

    private static void NeedsRoot() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux.");

    private void Write(string text) => System.IO.File.WriteAllText(File, text);
}
