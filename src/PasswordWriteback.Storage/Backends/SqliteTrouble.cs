using Microsoft.Data.Sqlite;

namespace PasswordWriteback.Storage.Backends;

/// <summary>SQLite's result codes in words: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteTrouble
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>What it means; null for constraints and SQL that is wrong.</summary>
    public static StoreTrouble? Of(SqliteException exception, DatabaseOptions options)
    {
        var store = $"The store '{options.Location}'";
        return exception.SqliteErrorCode switch
        {
            Busy or Locked => new($"{store} is locked: another process has been writing for more than {options.BusyTimeout.TotalSeconds:0.#} s. Try again; if it goes on, end what holds the file open (a backup, a shell, a second host)."),
            Full => new($"{store} is full. Make room on its disk; nothing of the call was stored."),
            ReadOnly => new($"{store} cannot be written: {exception.Message} Give this process the right to write the file and its folder."),
            InputOutput => new($"{store} failed to read or write its disk: {exception.Message} Look at the disk and the system log."),
            Corrupt or NotADatabase => new($"{store} is damaged or no SQLite database: {exception.Message} Restore it from a backup."),
            CannotOpen => new($"{store} cannot be opened: {exception.Message} Does its folder exist, and may this process read and write there?"),
            _ => null,
        };
    }
}
