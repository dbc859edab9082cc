using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Reads users below a scope for what they say about Change Password.</summary>
/// <param name="connection">A connection to a domain controller of their domain.</param>
/// <param name="token">What the connector account shows there.</param>
internal sealed class ChangePasswordSampler(IDirectoryConnection connection, AccessToken token)
{
    private const string Users = "(sAMAccountType=805306368)";

    /// <summary>Reads the first users of a class. One whose descriptor is malformed ends nothing: the sample names it.</summary>
    /// <param name="objectClass">Their most specific structural class.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="groups">What is taken to be true of groups of the account that are not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The server refused or did not answer.</exception>
    public async Task<ChangePasswordSample> ReadAsync(string objectClass, string scope, UnknownGroups groups, CancellationToken cancellationToken)
    {
        var sample = new ChangePasswordSample();
        var search = new DirectorySearch(scope, SearchDepth.Subtree, Users, ["objectClass", "nTSecurityDescriptor"]) { PageSize = 100 };
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (entry.GetStrings("objectClass") is [.., var found]
                && found.Equals(objectClass, StringComparison.OrdinalIgnoreCase)
                && entry.GetBytes("nTSecurityDescriptor") is { } bytes)
            {
                Add(sample, entry.Dn, bytes, groups);
            }

            if (sample.Read + sample.Malformed == ChangePasswordSample.Size)
            {
                break;
            }
        }

        return sample;
    }

    private void Add(ChangePasswordSample sample, string dn, byte[] bytes, UnknownGroups groups)
    {
        try
        {
            var (seen, shown) = groups.Of(SecurityDescriptor.Parse(bytes), token);
            sample.Add(seen, shown);
        }
        catch (DescriptorFormatException exception)
        {
            sample.AddMalformed($"The security descriptor of {dn}, as {connection.Server} returns it, cannot be read: {exception.Message}");
        }
    }
}
