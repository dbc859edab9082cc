using System.Security.Cryptography;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.LocalHost.Keys;

namespace PasswordWriteback.LocalHost.Tests.Keys;

public sealed class CloudKeyFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-cloud-keys-");
    private readonly ManualClock _clock = new();
    private readonly CloudKeyFiles _files;

    public CloudKeyFilesTests() => _files = new CloudKeyFiles(Path.Combine(_folder.FullName, "cloud"), _clock);

    [Fact]
    public void Open_TheFirstTime_MakesAKey_AndFindsItAgain()
    {
        var made = _files.Open();
        var found = _files.Open();

        Assert.Equal(made.Published, found.Published);
        Assert.Equal(made.Signing.Id, found.Signing.Id);
        Assert.Equal(_clock.GetUtcNow(), found.NewestAt);
    }

    [Fact]
    public void Roll_SurvivesARestart()
    {
        var running = _files.Open();
        _clock.Advance(TimeSpan.FromDays(90));
        _files.Roll(running);
        var restarted = _files.Open();

        Assert.Equal(2, running.Published.Count);
        Assert.Equal(running.Published, restarted.Published);
        Assert.Equal(running.Signing.Id, restarted.Signing.Id);

        _clock.Advance(CloudKeys.Lead);
        Assert.Equal(restarted.Published[1].Kid, restarted.Signing.Id);
    }

    [Fact(SkipUnless = nameof(HasModes), Skip = "File modes are Unix's.")]
    public void AKeyThatOthersCanRead_IsRefused()
    {
        _files.Open();
        var path = Assert.Single(KeyFiles());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherRead);
        }

        Assert.Contains(path, Assert.Throws<UnauthorizedAccessException>(_files.Open).Message);
    }

    [Fact]
    public void AFileWithAnotherName_OrAnotherKey_IsRefused()
    {
        _files.Open();
        _clock.Advance(TimeSpan.FromDays(1));
        _files.Roll(_files.Open());
        var paths = KeyFiles();

        File.Copy(paths[0], paths[1], overwrite: true);
        Assert.Contains("another key", Assert.Throws<CryptographicException>(_files.Open).Message);

        File.Move(paths[1], Path.Combine(Path.GetDirectoryName(paths[1])!, "backup.pem"));
        Assert.Contains("not named", Assert.Throws<CryptographicException>(_files.Open).Message);
    }

    public static bool HasModes => !OperatingSystem.IsWindows();

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] KeyFiles() => [.. Directory.GetFiles(Path.Combine(_folder.FullName, "cloud")).Order(StringComparer.Ordinal)];
}
