using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Visibility;

/// <summary>Containers whose contents an identity may not list: what is in them looks as if it were not there (MS-ADTS 5.1.3.3.6).</summary>
internal static class ClosedContainers
{
    /// <summary>The first at or below an object that is closed, or that does not show whether it is; null when all can be listed.</summary>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public static async Task<string?> FirstAsync(IDirectoryConnection connection, string top, CancellationToken cancellationToken)
    {
        if (await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return top;
        }

        var search = new DirectorySearch(top, SearchDepth.Subtree, DomainView.Containers, ["nTSecurityDescriptor"]);
        await foreach (var container in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (!IsOpen(container.GetBytes("nTSecurityDescriptor"), reader))
            {
                return container.Dn;
            }
        }

        return null;
    }

    /// <summary>Whether an identity may list the contents of a container; false too where its descriptor is not shown or malformed.</summary>
    public static bool IsOpen(byte[]? descriptor, AccessToken reader)
    {
        try
        {
            return descriptor is not null && AccessEvaluator.Evaluate(descriptor, reader, RequestedRight.ListContents).IsGranted;
        }
        catch (DescriptorFormatException)
        {
            return false;
        }
    }
}
