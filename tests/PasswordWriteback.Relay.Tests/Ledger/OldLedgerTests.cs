using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Tests.Ledger;

/// <summary>
/// Ledgers as each format was written, kept as the output of <c>sqlite3 ledger.db .dump</c>. They are never written anew: every
/// later version has to read them.
/// </summary>
public sealed class OldLedgerTests : IDisposable
{
    private static readonly Guid Tenant = Guid.Parse("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Ended = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    private static readonly Guid AtWork = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    private static readonly Guid Parked = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000003");
    private static readonly Guid Fresh = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000004");
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Format1_IsReadWithAllThatItHolds_AndAnsweredFrom()
    {
        Directory.CreateDirectory(_folder.Path);
        _folder.Tamper(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ledger", "Old", "v1.sql")));

        using var ledger = _folder.Open();

        Assert.Equal(new LedgerCounts(Received: 2, Running: 1, Done: 1, Unsent: 5, Refused: 1), ledger.Counts());
        Assert.Equal([AtWork, Parked, Fresh], ledger.Unfinished().Select(entry => entry.Command.CommandId));
        Assert.Equal(
            (new GrantPermissions(AtWork, Tenant, "run-2", "contoso.example", new string('a', 64)), LedgerState.Running, 1),
            (ledger.Find(AtWork)!.Command, ledger.Find(AtWork)!.State, ledger.Find(AtWork)!.Starts));
        Assert.NotNull(ledger.Find(Parked)!.ParkedUntil);
        Assert.Equal(
            [(Ended, AnswerKind.Accepted), (Ended, AnswerKind.Completed), (AtWork, AnswerKind.Progress), (Parked, AnswerKind.Progress), (Fresh, AnswerKind.Accepted)],
            ledger.Pending(10).Select(answer => (answer.CommandId, answer.Kind)));
        Assert.Equal(4102, Assert.Single(ledger.Refused(10)).EventId);
        Assert.Equal("2026-11-22T02:00:00.0000000+00:00", ledger.Note(LedgerNotes.Heartbeat));
        Assert.Equal(
            Admission.Repeated,
            ledger.Receive(new SetConnectWriteback(Ended, Tenant, "run-1", "contoso.example", Enabled: true), _folder.NewMessage()));
        Assert.Equal("Refused", Assert.IsType<CommandFailed>(ledger.Find(Ended)!.Reply).Reason);
    }
}
