using Microsoft.Data.Sqlite;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ledger;

namespace PasswordWriteback.Relay.Tests.Ledger;

/// <summary>A state folder with a ledger that is opened again and again.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private long _sequence;

    public ManualClock Clock { get; } = new();

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pwb-ledger-tests-{Guid.NewGuid():N}");

    public string File => System.IO.Path.Combine(Path, CommandLedger.FileName);

    public CommandLedger Open() => CommandLedger.Open(Path, Clock);

    /// <summary>A message that was never seen.</summary>
    public SignedMessageId NewMessage() => new(Guid.NewGuid().ToString("N"), ++_sequence);

    public static Discover Discover(Guid? id = null, string run = "run-1") => new(id ?? Guid.NewGuid(), Guid.Empty, run, "contoso.example");

    public static CommandFailed Reply(Guid id, string reason = "First") => new(id, reason, "What happened.", "What to do.");

    /// <summary>Runs a statement past the ledger.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
