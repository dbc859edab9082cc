using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Local.Engine.Journal;

/// <summary>The journal's file and its tables.</summary>
internal static class JournalSchema
{
    /// <summary>Raised when tables or kinds of events change, so that an older engine refuses the file.</summary>
    public const int Version = 1;

    /// <summary>"PWjr".</summary>
    private const int ApplicationId = 0x50576A72;

    private const string Tables = """
        CREATE TABLE instance (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            state INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            custom_status TEXT,
            output TEXT,
            failure TEXT);
        CREATE INDEX instance_by_state ON instance (state, updated);
        CREATE TABLE history (
            instance INTEGER NOT NULL,
            number INTEGER NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (instance, number)) WITHOUT ROWID;
        """;

    private static readonly OwnedFile File = new("journal", ApplicationId, Version, Tables);

    /// <summary>Opens, or creates, a journal.</summary>
    /// <param name="path">The file; null: in memory.</param>
    /// <exception cref="JournalInUseException">Another connection holds it.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be opened, or is not a journal this engine can read.</exception>
    public static SqliteConnection Open(string? path)
    {
        try
        {
            return File.Open(path);
        }
        catch (OwnedFileException e)
        {
            throw e.IsInUse ? new JournalInUseException(path!, e) : new JournalUnavailableException(e.Message, e);
        }
    }
}
