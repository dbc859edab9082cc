using System.Diagnostics;
using System.Security.Cryptography;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Tests.Keys;

public sealed class RelayKeyStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-relay-key-");
    private readonly RelayKeyStore _store;

    public RelayKeyStoreTests() => _store = new RelayKeyStore(Path.Combine(_folder.FullName, "keys"));

    [Fact]
    public async Task AKey_IsFoundAgainByItsId_AndSignsAsBefore()
    {
        using var made = _store.Create();
        using var opened = _store.Open(made.Id);
        var url = new Uri("https://writeback.example/api/relays/1/token");

        var verified = await new ProofVerifier((_, _, _) => ValueTask.FromResult(true), TimeProvider.System).VerifyAsync(
            new ProofSigner(opened, TimeProvider.System).Sign(url), made.Public, url, sha256: null, TestContext.Current.CancellationToken);

        Assert.Equal(made.Public, opened.Public);
        Assert.True(verified.IsAccepted);
    }

    [Fact]
    public void ANewKey_LeavesTheOldOneInUse()
    {
        using var first = _store.Create();
        using var second = _store.Create();
        using var stillThere = _store.Open(first.Id);

        Assert.NotEqual(first.Id, second.Id);
        _store.Delete(first.Id);
        _store.Delete(first.Id);
        Assert.Throws<RelayKeyException>(() => _store.Open(first.Id));
        _store.Open(second.Id).Dispose();
    }

    [Fact(SkipUnless = nameof(HasModes), Skip = "File modes are Unix's.")]
    public void TheFileOfAKey_IsForItsOwnerOnly()
    {
        using var made = _store.Create();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(PathOf(made.Id)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(Path.GetDirectoryName(PathOf(made.Id))!));
    }

    /// <summary>'relay enroll --replace' by root, on a server where the service runs as a user of its own: it has to open the new key.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AKeyThatRootMakes_IsTheServices_WhoseFolderItIs(bool folderIsThere)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux.");
        const uint service = 12345;
        var keys = Path.Combine(_folder.FullName, "keys");
        if (folderIsThere)
        {
            Directory.CreateDirectory(keys);
        }

        using (var chown = Process.Start("chown", ["--recursive", $"{service}:{service}", _folder.FullName]))
        {
            chown.WaitForExit();
        }

        using var made = _store.Create();

        Assert.Equal([service, service], new[] { keys, PathOf(made.Id) }.Select(Owner));
    }

    [Theory(SkipUnless = nameof(HasModes), Skip = "File modes are Unix's.")]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void AKeyThatOthersCanReach_IsRefused_AndTheMessageSaysWhatToDo(UnixFileMode open)
    {
        using var made = _store.Create();
        Open(PathOf(made.Id), open);

        var refusal = Assert.Throws<RelayKeyException>(() => _store.Open(made.Id));

        Assert.Contains(PathOf(made.Id), refusal.Message);
        Assert.Contains("chmod 600", refusal.Message);
    }

    [Fact]
    public void AnotherKeyUnderTheName_IsRefused()
    {
        using var first = _store.Create();
        using var second = _store.Create();
        File.Copy(PathOf(first.Id), PathOf(second.Id), overwrite: true);

        Assert.Contains("another key", Assert.Throws<RelayKeyException>(() => _store.Open(second.Id)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("P384")]
    public void AFileWithoutAKey_IsRefused_AndNothingOfItIsRepeated(string content)
    {
        using var made = _store.Create();
        File.WriteAllText(PathOf(made.Id), content == "P384" ? P384() : content);

        var refusal = Assert.Throws<RelayKeyException>(() => _store.Open(made.Id));

        Assert.Contains("Enrol this relay again", refusal.Message);
        Assert.DoesNotContain("AAAA", refusal.ToString());
    }

    [Theory]
    [InlineData("../../etc/shadow")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/..")]
    public void AnIdThatIsNoKeyId_IsRefused(string id)
    {
        Assert.Throws<RelayKeyException>(() => _store.Open(id));
        Assert.Throws<ArgumentException>(() => _store.Delete(id));
    }

    public static bool HasModes => !OperatingSystem.IsWindows();

    public void Dispose() => _folder.Delete(recursive: true);

    private static string P384()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? throw new InvalidOperationException("no modes here") : File.GetUnixFileMode(path);

    private static uint Owner(string path) =>
        OperatingSystem.IsWindows() ? throw new InvalidOperationException("no owners here") : UnixOwner.Of(path).Owner;

    private static void Open(string path, UnixFileMode open)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | open);
        }
    }

    private string PathOf(string id) => Path.Combine(_folder.FullName, "keys", $"{id}.pem");
}
