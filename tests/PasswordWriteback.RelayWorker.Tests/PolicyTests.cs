using System.Text.Json;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class PolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-policy-verb-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Explain_SaysOfEveryCommand_WhatWouldHappen_AndFromWhichLine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can make a policy that is trusted.");
        var run = await CommandLineRun.OfAsync("policy", "explain", "--json", "--policy", Write("{ \"version\": 1,\n\"writingMode\": \"approved\" }"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        var commands = document.RootElement.GetProperty("commands").EnumerateArray().ToDictionary(
            command => command.GetProperty("command").GetString()!, command => command, StringComparer.Ordinal);
        Assert.Equal(8, commands.Count);
        Assert.Equal(("approval", 2), (commands["grantPermissions"].GetProperty("decision").GetString(), commands["grantPermissions"].GetProperty("line").GetInt32()));
        Assert.Equal("ConnectSwitchNotAllowed", commands["setConnectWriteback"].GetProperty("reason").GetString());
        Assert.Equal("allowed", commands["discover"].GetProperty("decision").GetString());
    }

    [Fact]
    public async Task Check_OfABrokenPolicy_NamesThePlace_AndEndsAsRefused()
    {
        var run = await CommandLineRun.OfAsync("policy", "check", Write("{ \"version\": 1, \"writingMode\": \"on\" }"));

        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Contains("cannot be relied on", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAFileThatIsNotThere_IsAUsageError()
    {
        var run = await CommandLineRun.OfAsync("policy", "check", Path.Combine(_folder, "none.json"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "relay-policy.json");
        File.WriteAllText(path, text);
        return path;
    }
}
