namespace PasswordWriteback.RelayWorker.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("", "command")]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("check --nonsense", "'--nonsense'")]
    [InlineData("policy explain --nonsense", "relay policy explain --help")]
    [InlineData("check --server dc1:notaport", "no usable port")]
    [InlineData("check --user anna", "--password-file")]
    [InlineData("check --starttls", "--user")]
    [InlineData("check --connect-timeout 0", "--connect-timeout")]
    [InlineData("check --connect-timeout soon", "soon")]
    [InlineData("check --profile none", "no profile 'none'")]
    [InlineData("check --scope OU=a,DC=b --domain-wide", "exclude each other")]
    [InlineData("check --user anna --password-file /nonexistent/file", "/nonexistent/file")]
    [InlineData("plan", "What Entra Connect synchronizes is not known here. ")]
    [InlineData("apply", "What Entra Connect synchronizes is not known here. ")]
    [InlineData("apply --domain-wide", "nobody is here to ask")]
    [InlineData("apply --plan ab --scope OU=a,DC=b", "--plan and --scope exclude each other")]
    [InlineData("apply --plan ab --domain-wide", "--plan and --domain-wide exclude each other")]
    [InlineData("apply --plan ab --profile guides-2018", "--plan and --profile exclude each other")]
    [InlineData("apply --plan ab --explicit", "--plan and --explicit exclude each other")]
    [InlineData("apply --plan ab --accept svc", "--plan and --accept exclude each other")]
    [InlineData("apply --plan ab", "nobody is here to ask")]
    [InlineData("rollback", "--record")]
    [InlineData("confirm", "--record")]
    [InlineData("descriptor", "command")]
    [InlineData("descriptor show --domain-sid S-1", "no SID")]
    public async Task AnUnusableCommandLine_EndsWith2_AndSaysWhy(string commandLine, string words)
    {
        var run = await CommandLineRun.OfAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task AnEmptyPasswordFile_IsRefused_BeforeItBecomesAnAnonymousBind()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "\n", TestContext.Current.CancellationToken);

            var run = await CommandLineRun.OfAsync("check", "--server", "localhost:1", "--user", "anna", "--password-file", file);

            Assert.Equal(2, run.ExitCode);
            Assert.Contains("is empty", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("confirm", """{"format":1,"runId":"x","targets":[null]}""")]
    [InlineData("rollback", """{"format":1,"runId":"x","targets":[null]}""")]
    [InlineData("confirm", """{"format":1,"runId":"x","targets":[{}]}""")]
    [InlineData("rollback", """{"format":1,"runId":"x","targets":[{}]}""")]
    public async Task ARecordWithHoles_IsRefused(string command, string json)
    {
        var run = await WithRecordAsync(command, json);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no complete rollback record", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirm_OfAWriteThatWasOnlyAnnounced_IsUnknown()
    {
        var run = await WithRecordAsync("confirm", """
            {"format":1,"runId":"x","targets":[{"dn":"OU=a,DC=b","domain":"b","grant":
            {"server":"dc1.b","descriptorBefore":"AQAEgA==","aces":[],"state":"AboutToWrite"}}]}
            """);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("is not known: it was announced", run.Error, StringComparison.Ordinal);
    }

    private static async Task<CommandLineRun> WithRecordAsync(string command, string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
            return await CommandLineRun.OfAsync(command, "--record", file, "--server", "localhost:1");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("rollback")]
    public async Task ARecordThatDoesNotExist_IsAFailure_NotAnEmptyOne(string command)
    {
        var run = await CommandLineRun.OfAsync(command, "--record", "/nonexistent/record.json", "--server", "localhost:1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("/nonexistent/record.json", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("rollback")]
    public async Task AFileThatIsNoRecord_IsAFailure_BeforeAnybodyIsAsked(string command)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "{\"some\": \"thing\"}", TestContext.Current.CancellationToken);

            var run = await CommandLineRun.OfAsync(command, "--record", file, "--server", "dc1.does-not-exist.invalid");

            Assert.Equal(1, run.ExitCode);
            Assert.DoesNotContain("does not resolve", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task AnErrorWithJson_IsADocumentToo()
    {
        var run = await CommandLineRun.OfAsync("check", "--server", "localhost:389", "--user", "anna", "--password-file", typeof(UsageTests).Assembly.Location, "--json");

        Assert.Equal(1, run.ExitCode);
        using var document = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal("Unprotected", document.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("check --help")]
    [InlineData("descriptor show --help")]
    public async Task Help_IsOnStandardOutput(string commandLine)
    {
        var run = await CommandLineRun.OfAsync(commandLine.Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--help", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }
}
