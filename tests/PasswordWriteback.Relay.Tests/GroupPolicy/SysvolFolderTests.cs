using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.Relay.Tests.GroupPolicy;

public sealed class SysvolFolderTests : IDisposable
{
    private const string Domain = "contoso.example";
    private const string Policy = @"\\contoso.example\SysVol\contoso.example\Policies\{6AC1786C-016F-11D2-945F-00C04fB984F9}";
    private const string File = @"Machine\Registry.pol";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pwb-sysvol-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Read_OtherCaseOnDisk_FindsTheFile()
    {
        Write("MACHINE/registry.POL", [1, 2, 3]);

        Assert.Equal([1, 2, 3], Read(Policy).Value!.Content!);
    }

    [Fact]
    public void Read_PolicyWithoutThatFile_IsKnownAndAbsent()
    {
        Write("GPT.INI", []);

        var read = Read(Policy);

        Assert.True(read.IsKnown);
        Assert.Null(read.Value.Content);
    }

    [Fact]
    public void Read_PolicyFolderMissing_IsUnknown_NotAbsent() => Assert.Contains("is not in", Read(Policy).UnknownReason, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(@"C:\Windows")]
    [InlineData(@"\\attacker.example\sysvol\contoso.example\Policies\{1}")]
    [InlineData(@"\\contoso.example\c$\contoso.example\Policies\{1}")]
    [InlineData(@"\\contoso.example\sysvol\contoso.example\..\..\x")]
    public void Read_PathElsewhere_IsNotOpened(string? path) => Assert.Contains("not opened", Read(path).UnknownReason, StringComparison.Ordinal);

    [Fact]
    public void Read_NoFolderAndNoWindows_IsUnknownWithTheOption() =>
        Assert.Contains("--sysvol", new SysvolFolder(folder: null, isWindows: false).Read(Domain, Policy, File).UnknownReason, StringComparison.Ordinal);

    private Core.Reading<PolicyFile> Read(string? path) => new SysvolFolder(_root.FullName, isWindows: false).Read(Domain, path, File);

    private void Write(string file, byte[] content)
    {
        var path = Path.Combine(_root.FullName, Domain, "Policies", "{6AC1786C-016F-11D2-945F-00C04FB984F9}", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
    }
}
