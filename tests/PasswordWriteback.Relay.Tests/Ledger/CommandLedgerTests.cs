using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Tests.Ledger;

public sealed class CommandLedgerTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ANewCommand_IsAcceptedOnDisk()
    {
        var command = LedgerFolder.Discover();
        using (var ledger = _folder.Open())
        {
            Assert.Equal(Admission.New, ledger.Receive(command, _folder.NewMessage()));
        }

        using var again = _folder.Open();
        Assert.Equal((command, LedgerState.Received), (again.Find(command.CommandId)!.Command, again.Find(command.CommandId)!.State));
        var answer = Assert.Single(again.Pending(10));
        Assert.Equal((AnswerKind.Accepted, "run-1", command.CommandId), (answer.Kind, answer.RunId, answer.CommandId));
    }

    [Theory]
    [InlineData(LedgerState.Received)]
    [InlineData(LedgerState.Running)]
    [InlineData(LedgerState.Done)]
    public void AnotherAttempt_IsAnsweredWithWhatIsKnown_InEveryState(LedgerState state)
    {
        using var ledger = _folder.Open();
        var command = LedgerFolder.Discover();
        ledger.Receive(command, _folder.NewMessage());
        Bring(ledger, command, state);
        Drain(ledger);

        Assert.Equal(Admission.Repeated, ledger.Receive(command, _folder.NewMessage()));

        var answer = Assert.Single(ledger.Pending(10));
        Assert.Equal(state == LedgerState.Done ? AnswerKind.Completed : AnswerKind.Accepted, answer.Kind);
        Assert.Equal(state, ledger.Find(command.CommandId)!.State);
    }

    [Fact]
    public void TheFirstReply_Stays()
    {
        using var ledger = _folder.Open();
        var command = LedgerFolder.Discover();
        ledger.Receive(command, _folder.NewMessage());
        ledger.Finish(LedgerFolder.Reply(command.CommandId));

        ledger.Finish(LedgerFolder.Reply(command.CommandId, "Second"));

        Assert.False(ledger.Start(command.CommandId));
        Assert.Equal("First", Assert.IsType<CommandFailed>(ledger.Find(command.CommandId)!.Reply).Reason);
        Assert.Equal("First", Assert.IsType<CommandFailed>(ledger.Pending(10)[^1].Reply).Reason);
    }

    [Fact]
    public void TheSameSignature_OnAnotherMessage_IsAReplay()
    {
        using var ledger = _folder.Open();
        var command = LedgerFolder.Discover();
        var message = _folder.NewMessage();
        ledger.Receive(command, message);

        Assert.Equal(Admission.Repeated, ledger.Receive(command, message));
        Assert.Equal(Admission.Replayed, ledger.Receive(command, message with { SequenceNumber = message.SequenceNumber + 1 }));
        Assert.Equal(Admission.Replayed, ledger.Receive(LedgerFolder.Discover(), message with { SequenceNumber = message.SequenceNumber + 1 }));
    }

    [Fact]
    public void TheSameId_WithOtherContents_IsRefused_AndChangesNothing()
    {
        using var ledger = _folder.Open();
        var command = LedgerFolder.Discover();
        ledger.Receive(command, _folder.NewMessage());

        Assert.Equal(Admission.IdReused, ledger.Receive(command with { RunId = "run-2" }, _folder.NewMessage()));
        Assert.Equal(command, ledger.Find(command.CommandId)!.Command);
    }

    [Fact]
    public void Progress_ReplacesWhatWasNotSent_AndIsOverAtTheEnd()
    {
        using var ledger = _folder.Open();
        var command = LedgerFolder.Discover();
        ledger.Receive(command, _folder.NewMessage());
        ledger.Progress(command.CommandId, "one");
        ledger.Progress(command.CommandId, "two");
        Assert.Equal(["", "two"], ledger.Pending(10).Select(answer => answer.Note));

        ledger.Finish(LedgerFolder.Reply(command.CommandId));
        ledger.Progress(command.CommandId, "three");

        Assert.Equal([AnswerKind.Accepted, AnswerKind.Completed], ledger.Pending(10).Select(answer => answer.Kind));
    }

    [Fact]
    public void AParkedCommand_IsNotAtWork_AndWaitsThroughARestart()
    {
        var command = LedgerFolder.Discover();
        var until = _folder.Clock.GetUtcNow() + TimeSpan.FromDays(7);
        using (var ledger = _folder.Open())
        {
            ledger.Receive(command, _folder.NewMessage());
            ledger.Start(command.CommandId);
            ledger.Park(command.CommandId, "An administrator has to apply it.", until);
        }

        using var again = _folder.Open();
        var entry = Assert.Single(again.Unfinished());
        Assert.Equal((LedgerState.Received, until), (entry.State, entry.ParkedUntil));
        Assert.Equal("An administrator has to apply it.", again.Pending(10)[^1].Note);
    }

    [Fact]
    public void Sweep_ForgetsWhatEndedLongAgo_AndNothingThatIsOpen()
    {
        using var ledger = _folder.Open();
        var (old, open) = (LedgerFolder.Discover(), LedgerFolder.Discover());
        ledger.Receive(old, _folder.NewMessage());
        ledger.Receive(open, _folder.NewMessage());
        ledger.Finish(LedgerFolder.Reply(old.CommandId));
        ledger.Refuse("Expired", 4116, "Too old.");
        _folder.Clock.Advance(TimeSpan.FromDays(31));
        var fresh = LedgerFolder.Discover();
        ledger.Receive(fresh, _folder.NewMessage());
        ledger.Finish(LedgerFolder.Reply(fresh.CommandId));

        Assert.Equal(1, ledger.Sweep(_folder.Clock.GetUtcNow() - TimeSpan.FromDays(30)));

        Assert.Null(ledger.Find(old.CommandId));
        Assert.Equal(new LedgerCounts(Received: 1, Running: 0, Done: 1, Unsent: 3, Refused: 0), ledger.Counts());
    }

    [Fact]
    public void ARefusedMessage_IsOneLine()
    {
        using var ledger = _folder.Open();

        ledger.Refuse("WrongAudience", 4113, "For another relay.");

        Assert.Equal(new RefusedMessage("WrongAudience", 4113, "For another relay.", _folder.Clock.GetUtcNow()), Assert.Single(ledger.Refused(10)));
    }

    [Fact]
    public void AFloodOfRefusedMessages_IsKeptToItsBound_AndPushesOutNoOtherReason()
    {
        using var ledger = _folder.Open();
        ledger.Refuse("WrongAudience", 4113, "For another relay.");
        for (var i = 0; i < CommandLedger.RefusalsKept + 5; i++)
        {
            ledger.Refuse("Malformed", 4102, $"Junk {i}.");
        }

        var lines = ledger.Refused(int.MaxValue);

        Assert.Equal(CommandLedger.RefusalsKept + 1, lines.Count);
        Assert.Equal(("Junk 1004.", "Junk 5.", "For another relay."), (lines[0].Detail, lines[^2].Detail, lines[^1].Detail));
    }

    [Fact]
    public void ALedgerThatHoldsAsMuchAsItMay_TakesNothingMore_ButEndsWhatItHas_AndIsFreeOnceSwept()
    {
        using var ledger = _folder.Open();
        var (command, message) = (LedgerFolder.Discover(), _folder.NewMessage());
        ledger.Receive(command, message);
        ledger.BytesAllowed = 1;

        Assert.Equal(Admission.LedgerFull, ledger.Receive(LedgerFolder.Discover(), _folder.NewMessage()));
        Assert.Equal(Admission.LedgerFull, ledger.Receive(command, _folder.NewMessage()));
        ledger.Finish(LedgerFolder.Reply(command.CommandId) with { Detail = new string('x', 1_000_000) });
        Assert.Equal(AnswerKind.Completed, ledger.Pending(10)[^1].Kind);
        Assert.Equal(new LedgerCounts(Received: 0, Running: 0, Done: 1, Unsent: 2, Refused: 0), ledger.Counts());
        Assert.Equal(1L, LedgerFile.Scalar(ledger.Connection, "SELECT count(*) FROM message"));

        ledger.BytesAllowed = 500_000;
        Assert.Equal(Admission.LedgerFull, ledger.Receive(LedgerFolder.Discover(), _folder.NewMessage()));
        _folder.Clock.Advance(TimeSpan.FromDays(1));
        ledger.Sweep(_folder.Clock.GetUtcNow());
        Assert.Equal(Admission.New, ledger.Receive(LedgerFolder.Discover(), _folder.NewMessage()));
    }

    private static void Bring(CommandLedger ledger, RelayCommand command, LedgerState state)
    {
        if (state != LedgerState.Received)
        {
            Assert.True(ledger.Start(command.CommandId));
        }

        if (state == LedgerState.Done)
        {
            ledger.Finish(LedgerFolder.Reply(command.CommandId));
        }
    }

    private static void Drain(CommandLedger ledger)
    {
        foreach (var answer in ledger.Pending(100))
        {
            ledger.Sent(answer.Number);
        }
    }
}
