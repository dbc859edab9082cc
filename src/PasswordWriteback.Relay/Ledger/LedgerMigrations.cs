namespace PasswordWriteback.Relay.Ledger;

/// <summary>
/// The ledger's tables, step by step: the version of a file is the number of steps that it has seen. A step that was shipped
/// is never changed. Times are unix milliseconds.
/// </summary>
internal static class LedgerMigrations
{
    /// <summary>Every step, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        """
        CREATE TABLE command (
            id TEXT PRIMARY KEY,
            run TEXT NOT NULL,
            body TEXT NOT NULL,
            state INTEGER NOT NULL,
            starts INTEGER NOT NULL DEFAULT 0,
            received INTEGER NOT NULL,
            parked INTEGER,
            ended INTEGER,
            reply TEXT);
        CREATE INDEX command_by_state ON command (state, received);
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            command TEXT NOT NULL,
            kind INTEGER NOT NULL,
            note TEXT NOT NULL,
            created INTEGER NOT NULL);
        CREATE UNIQUE INDEX outbox_by_command ON outbox (command, kind);
        CREATE TABLE message (
            id TEXT PRIMARY KEY,
            sequence INTEGER NOT NULL,
            seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE refusal (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            event INTEGER NOT NULL,
            detail TEXT NOT NULL);
        CREATE TABLE note (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL) WITHOUT ROWID;
        """,
        "CREATE INDEX refusal_by_event ON refusal (event, number)",
    ];
}
