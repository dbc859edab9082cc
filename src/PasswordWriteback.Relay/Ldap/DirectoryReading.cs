using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>The reads that almost every check begins with.</summary>
public static class DirectoryReading
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="DirectoryException"><see cref="DirectoryFault.NoSuchObject"/> when it is not there or may not be seen.</exception>
    public static Task<DirectoryEntry> ReadAsync(
        this IDirectoryConnection connection, string dn, CancellationToken cancellationToken, params string[] attributes)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.ReadAsync(DirectorySearch.Object(dn, attributes), cancellationToken);
    }

    private static async Task<DirectoryEntry> ReadAsync(
        this IDirectoryConnection connection, DirectorySearch search, CancellationToken cancellationToken)
    {
        var dn = search.BaseDn;
        var entries = connection.SearchAsync(search, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads the DACL of an object, on request with its owner, and never takes one that is not shown for an empty one.</summary>
    /// <exception cref="DirectoryException"><see cref="DirectoryFault.AccessDenied"/> when the descriptor is not shown.</exception>
    public static async Task<SecurityDescriptor> ReadDescriptorAsync(
        this IDirectoryConnection connection, string dn, CancellationToken cancellationToken, bool ownerAndGroup = false)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var search = DirectorySearch.Object(dn, "nTSecurityDescriptor") with { OwnerAndGroup = ownerAndGroup };
        var entry = await connection.ReadAsync(search, cancellationToken).ConfigureAwait(false);
        return SecurityDescriptor.Parse(entry.GetBytes("nTSecurityDescriptor") ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            connection.Server,
            $"{connection.Server} does not show the permissions of {dn} to this identity.",
            "Run as an identity that holds Read Permissions (READ_CONTROL) on that object."));
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
