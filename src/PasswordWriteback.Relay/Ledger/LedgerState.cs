namespace PasswordWriteback.Relay.Ledger;

/// <summary>How far a command has come.</summary>
public enum LedgerState
{
    /// <summary>It is on disk, and nothing of it has been done.</summary>
    Received,

    /// <summary>Work on it has begun. Found at a start: it was interrupted, and is settled before anything else.</summary>
    Running,

    /// <summary>It has ended; its reply is kept and is the answer to every repetition.</summary>
    Done,
}

/// <summary>What came of a command that arrived.</summary>
public enum Admission
{
    /// <summary>It is new, and in the ledger now.</summary>
    New,

    /// <summary>It was known: what is known of it is sent once more, and nothing runs again.</summary>
    Repeated,

    /// <summary>The same signed message came as another message of the queue: refused.</summary>
    Replayed,

    /// <summary>Its id is that of a command with other contents: refused.</summary>
    IdReused,

    /// <summary>It is new, and <see cref="CommandLedger.OpenCommands"/> have not been answered yet: refused.</summary>
    TooManyOpen,

    /// <summary>The ledger holds <see cref="CommandLedger.MostBytes"/>: refused.</summary>
    LedgerFull,
}

/// <summary>What an answer says.</summary>
public enum AnswerKind
{
    /// <summary>The command is in the ledger.</summary>
    Accepted,

    /// <summary>It is being worked on.</summary>
    Progress,

    /// <summary>It has ended.</summary>
    Completed,
}
