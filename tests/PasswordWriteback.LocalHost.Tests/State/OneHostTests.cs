using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.LocalHost.Tests.State;

/// <summary>A database has one host, that of the data folder that came first.</summary>
public sealed class OneHostTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASecondDataFolder_OnTheSameDatabase_IsRefused_AndTheFirstStartsAgain()
    {
        var settings = new LocalHostSettings { Urls = "http://127.0.0.1:0", Database = await server.CreateDatabaseAsync(Token) };
        using var first = new TestFolder();
        using var second = new TestFolder();
        await OpenAsync(first);

        var refused = await Assert.ThrowsAsync<SettingsException>(() => OpenAsync(second));
        await OpenAsync(first);

        Assert.Contains(await File.ReadAllTextAsync(first.File("cloud-id"), Token), refused.Message, StringComparison.Ordinal);

        async Task OpenAsync(TestFolder folder)
        {
            await using var host = await LocalHostApplication.BuildAsync(new LocalHostOptions { DataFolder = folder.Path, Settings = settings }, Token);
        }
    }
}
