using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What to take back.</summary>
/// <param name="RecordPath">The rollback record (<see cref="GrantRecordStore.PathOf"/>, or a file that a person names).</param>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="RequiredControllers">As in <see cref="GrantRequest"/>.</param>
public sealed record RevokeRequest(string RecordPath, DirectoryForest Forest, IReadOnlyList<string> RequiredControllers);

/// <summary>Takes back exactly the ACEs that a grant recorded, where they still are. Never writes saved bytes back.</summary>
public sealed class PermissionRevoker(IDirectoryConnector connector, TimeProvider time)
{
    /// <summary>Takes the ACEs back, one write per target, and notes it in the record.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write.</exception>
    /// <exception cref="InvalidDataException">The file is no grant record.</exception>
    public Task<GrantResult> RevokeAsync(RevokeRequest request, CancellationToken cancellationToken)
    {
        _ = connector;
        _ = time;
        throw new NotSupportedException("revoking permissions is not built yet");
    }
}
