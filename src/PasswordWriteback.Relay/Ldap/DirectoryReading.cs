namespace PasswordWriteback.Relay.Ldap;

/// <summary>The two reads that almost every check begins with.</summary>
public static class DirectoryReading
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="DirectoryException"><see cref="DirectoryFault.NoSuchObject"/> when it is not there or may not be seen.</exception>
    public static async Task<DirectoryEntry> ReadAsync(
        this IDirectoryConnection connection, string dn, CancellationToken cancellationToken, params string[] attributes)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var entries = connection.SearchAsync(DirectorySearch.Object(dn, attributes), cancellationToken).ConfigureAwait(false);
        await foreach (var entry in entries)
        {
            return entry;
        }

        throw new DirectoryException(
            DirectoryFault.NoSuchObject,
            connection.Server,
            $"{connection.Server} knows no object {(dn.Length == 0 ? "rootDSE" : dn)}, or this identity may not see it.",
            "Check the distinguished name, and that the identity may list and read the object.");
    }

    /// <summary>Reads all entries of a search into a list.</summary>
    public static async Task<IReadOnlyList<DirectoryEntry>> ReadAllAsync(
        this IDirectoryConnection connection, DirectorySearch search, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var entries = new List<DirectoryEntry>();
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
