using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>A descriptor and where its value comes from, read from one domain controller in one search.</summary>
/// <param name="Dn">Distinguished name, as the server writes it.</param>
/// <param name="ObjectClass">Most specific structural class.</param>
/// <param name="Bytes">The descriptor as returned.</param>
/// <param name="Descriptor">The same, read.</param>
/// <param name="Stamp">Replication metadata of nTSecurityDescriptor.</param>
internal sealed record DescriptorReading(string Dn, string ObjectClass, byte[] Bytes, SecurityDescriptor Descriptor, AttributeStamp Stamp)
{
    private static readonly string[] Attributes = ["objectClass", "nTSecurityDescriptor", "replPropertyMetaData"];

    /// <summary>Reads an object; the reading is null where descriptor or metadata are not returned to this identity.</summary>
    /// <exception cref="DirectoryException">The object does not exist, or the server does not answer.</exception>
    public static async Task<(string Dn, string ObjectClass, DescriptorReading? Reading)> TryReadAsync(
        IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        var entry = await connection.ReadAsync(dn, cancellationToken, Attributes).ConfigureAwait(false);
        var classes = entry.GetStrings("objectClass");
        var objectClass = classes.Count == 0 ? string.Empty : classes[^1];
        if (entry.GetBytes("nTSecurityDescriptor") is not { } bytes || entry.GetBytes("replPropertyMetaData") is not { } metadata)
        {
            return (entry.Dn, objectClass, null);
        }

        try
        {
            return PropertyMetadata.Find(metadata, PropertyMetadata.NtSecurityDescriptor) is { } stamp
                ? (entry.Dn, objectClass, new DescriptorReading(entry.Dn, objectClass, bytes, SecurityDescriptor.Parse(bytes), stamp))
                : (entry.Dn, objectClass, null);
        }
        catch (FormatException exception)
        {
            throw new DirectoryException(
                DirectoryFault.Refused,
                connection.Server,
                $"{connection.Server} returned a security descriptor or replication metadata for {dn} that cannot be read: {exception.Message}",
                "Report it with the output of 'relay descriptor show'.",
                exception);
        }
    }

    /// <summary>Reads an object that has to be readable.</summary>
    /// <exception cref="DirectoryException">As above, and <see cref="DirectoryFault.AccessDenied"/> when something is not returned.</exception>
    public static async Task<DescriptorReading> ReadAsync(IDirectoryConnection connection, string dn, CancellationToken cancellationToken) =>
        (await TryReadAsync(connection, dn, cancellationToken).ConfigureAwait(false)).Reading ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            connection.Server,
            $"{connection.Server} does not show the security descriptor of {dn}, or its replication metadata, to this identity.",
            "Give the identity Read permissions (READ_CONTROL) and Read property on the object.");
}
