using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Commands;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class OutcomeTests
{
    private static readonly DirectoryWrite Write = new(
        "OU=a,DC=b", "b", "dc1", Guid.Empty, Usn: 7, Version: 2, AddedAces: [], RemovedAces: [], At: DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(10, 0, 0, 0, ExitCode.Done)]
    [InlineData(9, 1, 0, 0, ExitCode.Done)]
    [InlineData(8, 1, 1, 0, ExitCode.PendingOrUnknown)]
    [InlineData(7, 1, 1, 1, ExitCode.NotCompliant)]
    [InlineData(8, 1, 0, 1, ExitCode.NotCompliant)]
    public void Coverage_EndsNotCompliant_AsSoonAsOneUserIsCertainlyUncovered(int covered, int byDesign, int unreadable, int missing, int exitCode)
    {
        CoverageGroup[] groups =
        [
            Group(CoverageReason.Covered, covered),
            Group(CoverageReason.ProtectedByDesign, byDesign),
            Group(CoverageReason.Unreadable, unreadable),
            Group(CoverageReason.RightMissing, missing),
        ];

        Assert.Equal(exitCode, CoverageCommand.Judge(new CoverageSummary(10, covered, Disabled: 0, groups, [], DateTimeOffset.UnixEpoch)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConfirmIsTheNextStep_OnlyAfterSomethingWasWritten(bool written)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, TextWriter.Null, IsInteractive: false);

        WriteOutput.Write(terminal, json: false, new GrantResult(WriteOutcome.ChangeInFlight, written ? [Write] : [], "Wait.", "/state/run.json"));

        Assert.Contains("Rollback record: /state/run.json", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(written, output.ToString().Contains("Next: relay confirm", StringComparison.Ordinal));
    }

    private static CoverageGroup Group(CoverageReason reason, int count) => new(reason, string.Empty, count, [], string.Empty, Remedy: null);
}
