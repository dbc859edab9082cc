using PasswordWriteback.LocalHost.Tests.Hosting;

namespace PasswordWriteback.LocalHost.Tests.Keys;

public sealed class KeysCommandTests
{
    [Fact]
    public void Roll_InAFolderThatIsNoHosts_EndsWithTwo_AndMakesNothing()
    {
        using var folder = new TestFolder();
        var misspelt = folder.File("dta");

        Assert.Equal(2, Roll(misspelt));
        Assert.Equal(2, Roll(folder.Path));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Roll_InAHostsFolder_AddsOneKey()
    {
        using var folder = new TestFolder();
        _ = new LocalHost.Keys.CloudKeyFiles(folder.File("cloud-keys"), TimeProvider.System).Open();

        Assert.Equal(0, Roll(folder.Path));

        Assert.Equal(2, Directory.GetFiles(folder.File("cloud-keys")).Length);
    }

    private static int Roll(string folder) => KeysCommand.Create().Parse(["roll", "--data", folder]).Invoke();
}
