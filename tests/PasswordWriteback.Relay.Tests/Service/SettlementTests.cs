using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Relay.Tests.Ledger;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>An interrupted write whose record cannot be kept, for the disk is full: the truth is waited for as long as for a directory.</summary>
public sealed class SettlementTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(20, "Granted")]
    [InlineData(40, "CommandFailed")]
    public async Task ADiskThatIsFull_AndHasRoomAgain_LeavesTheTruthKnown_WithinHalfAnHour(int minutes, string reply)
    {
        var grant = ServiceWorld.Grant(new string('a', 64));
        var room = _clock.GetUtcNow() + TimeSpan.FromMinutes(minutes);
        using var folder = new LedgerFolder();
        Directory.CreateDirectory(folder.Path);
        using var turns = new WriteTurns(folder.Path, _clock);
        var work = new CommandWork(
            (_, _) => Task.FromResult<CommandState>(new CommandState.Answered(new CommandFailed(grant.CommandId, "RelayState", "No space left on device.", "Make room."))),
            (_, _) => _clock.GetUtcNow() < room
                ? throw new IOException("No space left on device.")
                : Task.FromResult<RelayReply?>(new Granted(grant.CommandId, WriteOutcome.Written, [], "As planned.", RecordPath: null)),
            _ => "Look there.",
            turns,
            _clock,
            NullLogger.Instance);

        var attempt = work.AttemptAsync(
            new LedgerEntry(grant, LedgerState.Received, Starts: 1, _clock.GetUtcNow(), ParkedUntil: null, EndedAt: null, Reply: null), TestContext.Current.CancellationToken);
        while (!attempt.IsCompleted)
        {
            if (!_clock.FireNext())
            {
                await Task.Yield();
            }
        }

        var answered = Assert.IsType<CommandState.Answered>(await attempt);
        Assert.Equal(reply, answered.Reply.GetType().Name);
        Assert.Equal(reply == "Granted" ? null : "UnknownOutcome", (answered.Reply as CommandFailed)?.Reason);
    }
}
