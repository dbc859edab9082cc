namespace PasswordWriteback.Relay.Ledger;

/// <summary>Names of what the service writes down in the ledger besides commands.</summary>
public static class LedgerNotes
{
    /// <summary>When the last heartbeat was sent (ISO 8601).</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Instance id of the process that wrote last.</summary>
    public const string Instance = "instance";

    /// <summary>Why the cloud is not reached at present, one sentence; empty when it is.</summary>
    public const string Connection = "connection";
}
