using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Replication;

/// <summary>Takes the writes to confirm from a rollback record.</summary>
public static class RecordedWrites
{
    /// <summary>
    /// The writes of a grant, or of its rollback where it was taken back. Targets that were never written are left out.
    /// </summary>
    public static IReadOnlyList<WriteToConfirm> From(GrantRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var rollbacks = record.RollbackWrites().ToDictionary(write => write.Dn, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. record.GrantWrites().Select(grant =>
            {
                var target = record.Targets.First(candidate => candidate.Dn == grant.Dn);
                return rollbacks.TryGetValue(grant.Dn, out var rollback)
                    ? ToConfirm(rollback, target.Rollback!)
                    : ToConfirm(grant, target.Grant);
            }),
        ];
    }

    private static WriteToConfirm ToConfirm(DirectoryWrite write, RecordedWrite recorded) => new(
        write, [.. SecurityDescriptor.Parse(Convert.FromBase64String(recorded.DescriptorBefore)).ExplicitAces]);
}
