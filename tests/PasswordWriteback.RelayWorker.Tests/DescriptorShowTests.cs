using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class DescriptorShowTests
{
    private const string Sddl = "O:BAG:SYD:PAI(A;;GA;;;WD)(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;AU)";

    private static string Base64 => Convert.ToBase64String(SddlParser.Parse(Sddl).ToBytes());

    public static TheoryData<string> Forms => new(Sddl, Base64, $"\"{Sddl}\"", $"{{\"base64\":\"{Base64}\"}}", $"  {{\"sddl\":\"{Sddl}\",\"dn\":\"OU=x\"}}");

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task EveryForm_ComesOutAsTheSameSddl(string line)
    {
        var run = await CommandLineRun.WithInputAsync(line + "\n", "descriptor", "show");

        Assert.Equal((0, Sddl + "\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Words_NameWhoMayDoWhat()
    {
        var run = await CommandLineRun.WithInputAsync(Sddl, "descriptor", "show", "--words");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Everyone may do everything", run.Output, StringComparison.Ordinal);
        Assert.Contains("Reset Password on descendant user objects", run.Output, StringComparison.Ordinal);
        Assert.Contains("inheritance is off", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneDocumentALine_WithTheBytesItCameFrom()
    {
        var run = await CommandLineRun.WithInputAsync($"{Base64}\n{Sddl}\n", "descriptor", "show", "--json");

        Assert.Equal(2, run.OutputLines.Length);
        using var first = JsonDocument.Parse(run.OutputLines[0]);
        Assert.Equal(Base64, first.RootElement.GetProperty("base64").GetString());
        Assert.Equal(Sddl, first.RootElement.GetProperty("sddl").GetString());
        Assert.Equal("S-1-5-32-544", first.RootElement.GetProperty("owner").GetString());
        Assert.True(first.RootElement.GetProperty("isProtected").GetBoolean());
        Assert.Equal(2, first.RootElement.GetProperty("aces").GetArrayLength());
    }

    [Theory]
    [InlineData("nonsense, not base64")]
    [InlineData("D:(A;;GA;;;")]
    [InlineData("AAAA")]
    [InlineData("{\"sddl\":")]
    [InlineData("{\"other\":\"x\"}")]
    [InlineData("{\"sddl\":7}")]
    [InlineData("\"\"")]
    public async Task ABadLineInTheMiddle_IsReportedByItsNumber_AndTheOthersAreShown(string bad)
    {
        var run = await CommandLineRun.WithInputAsync($"{Sddl}\n{bad}\n\n{Base64}\n", "descriptor", "show");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([Sddl, Sddl], run.OutputLines);
        Assert.StartsWith("line 2: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task ABadLineWithJson_KeepsTheLinesInStep()
    {
        var run = await CommandLineRun.WithInputAsync($"{Sddl}\nnonsense!\n{Sddl}\n", "descriptor", "show", "--json");

        Assert.Equal(3, run.OutputLines.Length);
        using var bad = JsonDocument.Parse(run.OutputLines[1]);
        Assert.Equal(2, bad.RootElement.GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task WindowsLineEnds_AndAMissingLastOne_AreFine()
    {
        var run = await CommandLineRun.WithInputAsync($"{Sddl}\r\n{Sddl}", "descriptor", "show");

        Assert.Equal((0, 2), (run.ExitCode, run.OutputLines.Length));
    }

    [Fact]
    public async Task DomainRelativeNames_NeedTheDomain()
    {
        const string relative = "D:(A;;GA;;;DA)";

        var without = await CommandLineRun.WithInputAsync(relative, "descriptor", "show");
        var with = await CommandLineRun.WithInputAsync("D:(A;;GA;;;S-1-5-21-1-2-3-512)", "descriptor", "show", "--domain-sid", "S-1-5-21-1-2-3");

        Assert.Equal(1, without.ExitCode);
        Assert.Equal(relative, with.OutputLines[0]);
    }

    [Fact]
    public async Task NoInput_IsNoError()
    {
        var run = await CommandLineRun.WithInputAsync("", "descriptor", "show");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }
}
