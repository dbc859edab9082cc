using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;

namespace PasswordWriteback.LocalHost.Tests.Settings;

/// <summary>What the host says of settings that it does not start with: which one, where it stands, what to do.</summary>
public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("""{"Isuer":"https://issuer.test"}""", "no setting Isuer", "PWB_Isuer")]
    [InlineData("""{"Graph":{"ClientID2":"x"}}""", "no setting Graph:ClientID2", "PWB_Graph__ClientID2")]
    public void AnUnknownSetting_IsNamed_AsInTheFileAndAsAVariable(string file, string name, string variable)
    {
        var refused = Refused(file);

        Assert.Contains(name, refused, StringComparison.Ordinal);
        Assert.Contains(variable, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("BinderOptions", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNotJson_IsNamed_WithLineAndPlace() =>
        Assert.Contains("appsettings.json is not JSON, at line 2, byte ", Refused("{\n  \"Urls\": oops }"), StringComparison.Ordinal);

    [Theory]
    [InlineData("writeback")]
    [InlineData("ftp://writeback.example.com")]
    public void APublicUrl_ThatNoBrowserOpens_IsRefused(string url) =>
        Assert.Contains($"PublicUrl '{url}", Refused($$"""{"PublicUrl":"{{url}}"}"""), StringComparison.Ordinal);

    [Fact]
    public async Task ADatabase_ThatIsNoConnectionString_IsRefused_AndNotQuoted()
    {
        using var folder = new TestFolder();
        var options = new LocalHostOptions { DataFolder = folder.Path, Settings = new() { Database = "geheim" } };

        var refused = await Assert.ThrowsAsync<SettingsException>(() => LocalHostApplication.BuildAsync(options, TestContext.Current.CancellationToken));

        Assert.StartsWith("Database", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    private static string Refused(string file)
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder.File("appsettings.json"), file);
        return Assert.Throws<SettingsException>(() => SettingsReader.Read(new DirectoryInfo(folder.Path), [])).Message;
    }
}
