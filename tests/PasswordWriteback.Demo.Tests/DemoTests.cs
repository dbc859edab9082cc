using System.Text.Json;

namespace PasswordWriteback.Demo.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task Json_IsOneDocumentOnStdout_OfACompliantTenant()
    {
        var (exitCode, output, error) = await DemoProcess.RunAsync("--json");

        Assert.True(exitCode == 0, error);
        using var report = JsonDocument.Parse(output);
        var root = report.RootElement;
        Assert.Equal("Compliant", root.GetProperty("verdict").GetString());
        Assert.Equal("Apply", root.GetProperty("mode").GetString());
        Assert.NotEqual(Guid.Empty, root.GetProperty("tenantId").GetGuid());
        Assert.StartsWith("run-", root.GetProperty("runId").GetString(), StringComparison.Ordinal);
        Assert.All(root.GetProperty("findings").EnumerateArray(), finding =>
        {
            Assert.Equal(6, finding.GetProperty("code").GetString()!.Length);
            Assert.NotEmpty(finding.GetProperty("status").GetString()!);
            Assert.True(finding.TryGetProperty("required", out _));
            Assert.NotEmpty(finding.GetProperty("evidence").GetProperty("summary").GetString()!);
        });
        Assert.Equal(2, root.GetProperty("changes").EnumerateArray().Count(change => change.GetProperty("kind").GetString() == "Permissions"));
        // Which state of waiting a controller is seen in depends on how fast this machine asks while simulated minutes pass.
        var notes = root.GetProperty("timeline").EnumerateArray().Select(entry => entry.GetProperty("note").GetString()!).ToList();
        var behind = notes.FindIndex(note => note.Contains("RootPending", StringComparison.Ordinal) || note.Contains("InheritancePending", StringComparison.Ordinal));
        Assert.True(behind >= 0, "No domain controller was seen behind.");
        Assert.Contains(notes[behind..], note => note.Contains("Every required domain controller has the permissions", StringComparison.Ordinal));
        Assert.Contains("simulated person", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForAPerson_ShowsFindingsChangesCoverageBlastRadiusAndVerdict()
    {
        var (exitCode, output, error) = await DemoProcess.RunAsync();

        Assert.True(exitCode == 0, error);
        foreach (var part in new[] { "Findings", "What was changed", "Coverage:", "Blast radius:", "simulated person", "Verdict: Compliant" })
        {
            Assert.Contains(part, output, StringComparison.Ordinal);
        }

        // The same three ACEs stand on a unit of each domain; the words name the unit that each was written on.
        Assert.Contains("below OU=Staff,DC=contoso,DC=example that", output, StringComparison.Ordinal);
        Assert.Contains("below OU=People,DC=emea,DC=contoso,DC=example that", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--speed", "0")]
    [InlineData("--scope", "OU=Staff,DC=contoso,DC=example")]
    [InlineData("--forest", "ldaps://dc1.example")]
    [InlineData("--no-such-option", "x")]
    public async Task WrongUsage_EndsWith2_AndSaysWhy(params string[] arguments)
    {
        var (exitCode, output, error) = await DemoProcess.RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(error.Trim());
        Assert.DoesNotContain("Verdict", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARealForestThatDoesNotExist_EndsWith1_InOneSentence()
    {
        var (exitCode, output, error) = await DemoProcess.RunAsync(
            "--forest", "ldaps://dc1.invalid:636", "--domain-wide", "--user", "CN=reader", "--password-file", PasswordFile());

        Assert.Equal(1, exitCode);
        Assert.Empty(output.Trim().Replace("\n", string.Empty, StringComparison.Ordinal));
        Assert.Contains("dc1.invalid", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string PasswordFile()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "no-secret.txt");
        File.WriteAllText(file, "not used by anybody");
        return file;
    }
}
