using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.State;
using PasswordWriteback.LocalHost.Tests.Hosting;

namespace PasswordWriteback.LocalHost.Tests.State;

public sealed class LocalTokenTests
{
    [Fact]
    public void ATokenIsMadeOnce_ReadableByItsOwnerOnly_AndNotShownByToString()
    {
        using var folder = new TestFolder();

        var made = LocalToken.Open(new DirectoryInfo(folder.Path));
        var found = LocalToken.Open(new DirectoryInfo(folder.Path));

        Assert.True(made.IsNew);
        Assert.False(found.IsNew);
        Assert.Equal(made.Value, found.Value);
        Assert.Equal("pwb_".Length + 43, made.Value.Length);
        Assert.DoesNotContain(made.Value, made.ToString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.File));
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void ATokenThatOthersMayUse_IsRefused(UnixFileMode others)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are of Unix.");
            return;
        }

        using var folder = new TestFolder();
        var token = LocalToken.Open(new DirectoryInfo(folder.Path));
        File.SetUnixFileMode(token.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var refused = Assert.Throws<SettingsException>(() => LocalToken.Open(new DirectoryInfo(folder.Path)));

        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileWithoutAToken_IsRefused_AndKept()
    {
        using var folder = new TestFolder();
        var token = LocalToken.Open(new DirectoryInfo(folder.Path));
        File.WriteAllText(token.File, "short");

        Assert.Throws<SettingsException>(() => LocalToken.Open(new DirectoryInfo(folder.Path)));

        Assert.Equal("short", File.ReadAllText(token.File));
    }

    [Fact]
    public void AFolderThatOthersMayWriteInto_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are of Unix.");
            return;
        }

        using var folder = new TestFolder();
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherWrite);

        Assert.Throws<SettingsException>(() => DataFolder.Open(folder.Path));
    }

    [Fact]
    public void ASettingOfAnotherName_IsRefused_ByName()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File("appsettings.json"), """{"Isuer":"https://issuer.test"}""");

        var refused = Assert.Throws<SettingsException>(() => SettingsReader.Read(new DirectoryInfo(folder.Path), []));

        Assert.Contains("Isuer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCommandLine_WinsOverTheFile()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File("appsettings.json"), """{"Urls":"http://127.0.0.1:1","Graph":{"ClientId":"7e57c0de-0000-4000-8000-000000000001"}}""");

        var settings = SettingsReader.Read(new DirectoryInfo(folder.Path), [new("Urls", "http://127.0.0.1:2"), new("Database", null)]);

        Assert.Equal("http://127.0.0.1:2", settings.Urls);
        Assert.Null(settings.Database);
        Assert.Equal("7e57c0de-0000-4000-8000-000000000001", settings.Graph.ClientId.ToString());
    }
}
