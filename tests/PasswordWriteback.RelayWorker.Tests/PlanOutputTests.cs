using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class PlanOutputTests
{
    private static readonly PermissionPlan Nothing = new("4a5b", @"CORP\MSOL_1", "S-1-5-21-1-2-3-4", "entra-2025", [], [], DateTimeOffset.UnixEpoch);

    [Fact]
    public void APlanWithNothingToWrite_SaysSo_AndNothingOfContainers()
    {
        var text = Write(Nothing);

        Assert.Contains(@"Nothing to write: CORP\MSOL_1 has every right", text, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "which holds no user to write back and is left out", 1)]
    [InlineData(22, "22 of the containers that Entra Connect synchronizes hold no user to write back", 20)]
    public void WhatIsLeftOut_IsNamedWithItsReason_TheFirstTwenty(int containers, string sentence, int named)
    {
        var text = Write(DefaultScope.Narrow(Nothing, LeftOut(containers), isNothingLeft: false, "corp.example"));

        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Equal(named, text.Split("nobody there, says dc1").Length - 1);
        Assert.Equal(containers > named, text.Contains("and 2 more; --json names them all", StringComparison.Ordinal));
    }

    [Fact]
    public void APlanThatIsRefusedBecauseNothingIsLeft_DoesNotSayThatEveryRightIsThere()
    {
        var text = Write(DefaultScope.Narrow(Nothing, LeftOut(2), isNothingLeft: true, "corp.example"));

        Assert.Contains("Refused (PER019) corp.example: None of the 2 containers that Entra Connect synchronizes in corp.example holds a user", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing to write", text, StringComparison.Ordinal);
    }

    private static List<LeftOutContainer> LeftOut(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new LeftOutContainer($"OU=U{number},DC=corp,DC=example", "corp.example", "nobody there, says dc1"))];

    private static string Write(PermissionPlan plan)
    {
        using var output = new StringWriter();
        PlanOutput.Write(new Tables(new Terminal(TextReader.Null, output, TextWriter.Null, IsInteractive: false)), plan);
        return output.ToString();
    }
}
