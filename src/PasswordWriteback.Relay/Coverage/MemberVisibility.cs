using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// Whether a group that shows no members has none. Active Directory answers the same to whoever may not read the attribute
/// (MS-ADTS 3.1.1.4.4), so the right to read it is evaluated.
/// </summary>
internal sealed class MemberVisibility
{
    private static readonly RequestedRight ReadMember = RequestedRight.Read(AttributeGuids.Member, PropertySets.Membership, SchemaGuids.Group);

    private readonly Dictionary<IDirectoryConnection, AccessToken?> _readers = [];

    /// <summary>Why a group without members may have some, in one sentence; null when it is empty indeed.</summary>
    public async Task<string?> WhyUnknownAsync(IDirectoryConnection connection, string group, CancellationToken cancellationToken)
    {
        if (await ReaderAsync(connection, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return $"{connection.Server} does not say which groups this identity is in, so whether it may see the members of {group} cannot be told.";
        }

        try
        {
            var descriptor = await connection.ReadDescriptorAsync(group, cancellationToken).ConfigureAwait(false);
            return AccessEvaluator.Evaluate(descriptor, reader, ReadMember).IsGranted ? null : $"This identity may not read the members of {group}.";
        }
        catch (Exception exception) when (
            exception is DescriptorFormatException or DirectoryException { Fault: DirectoryFault.AccessDenied or DirectoryFault.NoSuchObject })
        {
            return $"Whether {group} has members is not known: {exception.Message}";
        }
    }

    // rootDSE tokenGroups is the token of whoever asks (MS-ADTS 3.1.1.3.2.24); the first value is its own SID.
    private async Task<AccessToken?> ReaderAsync(IDirectoryConnection connection, CancellationToken cancellationToken)
    {
        if (!_readers.TryGetValue(connection, out var reader))
        {
            var root = await connection.ReadAsync(string.Empty, cancellationToken, "tokenGroups").ConfigureAwait(false);
            IReadOnlyList<Sid> sids = root.Attributes.TryGetValue("tokenGroups", out var token) ? [.. token.Select(sid => Sid.Read(sid))] : [];
            _readers[connection] = reader = sids.Count == 0 ? null : new AccessToken(sids[0], sids);
        }

        return reader;
    }
}
