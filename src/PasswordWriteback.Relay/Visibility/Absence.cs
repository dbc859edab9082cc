using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Visibility;

/// <summary>
/// Whether what is not found does not exist, or is only hidden. Who holds List Contents on an object sees every object below it
/// (MS-ADTS 5.1.3.3.6), and who may read an attribute sees its values: for that identity the answer "nothing" is proof. What lay in
/// something that does not exist does not exist either.
/// </summary>
internal static class Absence
{
    /// <summary>True: it does not exist. False: it exists, or nothing proves that it does not.</summary>
    /// <param name="connection">A domain controller of the object's domain.</param>
    /// <param name="dn">The object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public static async Task<bool> IsProvenAsync(IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        try
        {
            // An answer without an entry comes from an object that is there and hides its values.
            await connection.ReadAllAsync(DirectorySearch.Object(dn, "1.1"), cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (DirectoryException absent) when (absent.Fault == DirectoryFault.NoSuchObject)
        {
            // A server says the same of what lies in another partition, and partitions are not listed by what lies above them.
            return !dn.StartsWith("DC=", StringComparison.OrdinalIgnoreCase)
                && (await MayListAsync(connection, DistinguishedName.Parent(dn), cancellationToken).ConfigureAwait(false)
                    || await IsProvenAsync(connection, DistinguishedName.Parent(dn), cancellationToken).ConfigureAwait(false));
        }
        catch (DirectoryException closed) when (closed.Fault == DirectoryFault.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>Whether the identity may list the contents of a container: then what it does not find there does not exist.</summary>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public static Task<bool> MayListAsync(IDirectoryConnection connection, string container, CancellationToken cancellationToken) =>
        MayAsync(connection, container, RequestedRight.ListContents, cancellationToken);

    /// <summary>Whether the identity may read an attribute: then a value that was not returned does not exist.</summary>
    /// <param name="connection">A domain controller of the object's domain.</param>
    /// <param name="dn">The object.</param>
    /// <param name="right">Reading the attribute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public static async Task<bool> MayAsync(IDirectoryConnection connection, string dn, RequestedRight right, CancellationToken cancellationToken)
    {
        try
        {
            return await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false) is { } reader
                && AccessEvaluator.Evaluate(
                    await connection.ReadDescriptorAsync(dn, cancellationToken).ConfigureAwait(false), reader, right).IsGranted;
        }
        catch (Exception exception) when (
            exception is DescriptorFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
        {
            return false;
        }
    }
}
