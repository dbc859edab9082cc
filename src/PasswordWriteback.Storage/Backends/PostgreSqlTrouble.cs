using Npgsql;

namespace PasswordWriteback.Storage.Backends;

/// <summary>PostgreSQL's error codes in words: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
internal static class PostgreSqlTrouble
{
    /// <summary>What it means; null for constraints and SQL that is wrong.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="place">Host, port and database.</param>
    public static StoreTrouble? Of(NpgsqlException exception, string place)
    {
        var store = $"The store on {place}";
        if (exception is not PostgresException error)
        {
            return exception.InnerException is TimeoutException
                ? new($"{store} did not answer in time, or all connections were in use. Look at the server's load and at the network.", MayPass: false)
                : new($"{store} cannot be reached. Is the server running, and may this host connect to it? The connection is tried anew with each call.", MayPass: true);
        }

        return (error.SqlState[..2], error.SqlState) switch
        {
            (_, PostgresErrorCodes.DiskFull) => new($"{store} is full. Make room on the server's disk; nothing of the call was stored."),
            (_, PostgresErrorCodes.TooManyConnections) => new($"{store} has no connection left. Raise max_connections there, or lower the connections of each host."),
            (_, PostgresErrorCodes.QueryCanceled) => new($"{store} took too long for a statement. Look at the server's load and locks."),
            (_, PostgresErrorCodes.LockNotAvailable) => new($"{store} is locked: another session holds a row for too long. Look at pg_stat_activity and pg_locks."),
            (_, PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected) => new($"{store} could not order this call among others. Try again.", MayPass: true),
            (_, PostgresErrorCodes.ReadOnlySqlTransaction) => new($"{store} is read-only: a standby, or a server that has run out of room. Connect to the primary."),
            (_, PostgresErrorCodes.InvalidCatalogName) => new($"{store} does not exist: create that database."),
            (_, PostgresErrorCodes.InsufficientPrivilege) => new($"{store} refuses the user: {error.MessageText}. Grant it the rights of the schema's owner."),
            ("28", _) => new($"{store} refuses the login ({error.SqlState}). Check user, password and pg_hba.conf."),
            ("08" or "57", _) => new($"{store} is stopping, starting, or broke the connection ({error.SqlState}). Try again when it is up.", MayPass: true),
            ("53" or "58" or "XX", _) => new($"{store} is in trouble ({error.SqlState}): {error.MessageText}. Look at the server's log."),
            _ => null,
        };
    }
}
