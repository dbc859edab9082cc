using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Replication;

/// <summary>Takes the writes to confirm from a rollback record.</summary>
public static class RecordedWrites
{
    /// <summary>
    /// The writes of a grant, or of its rollback where it was taken back. Entries that were never written are left out.
    /// </summary>
    public static IReadOnlyList<WriteToConfirm> From(GrantRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return [.. record.Writes.Select(From).OfType<WriteToConfirm>()];
    }

    private static WriteToConfirm? From(GrantRecordEntry entry)
    {
        IReadOnlyList<string> aces = [.. entry.Aces.Select(ace => ace.Sddl)];
        var revoked = entry.State == RecordedState.Revoked;
        if (entry.VersionAfter is not { } version || entry.UsnAfter is not { } usn
            || entry.State is RecordedState.NotWritten or RecordedState.AboutToWrite)
        {
            return null;
        }

        var before = SecurityDescriptor.Parse(Convert.FromBase64String(entry.DescriptorBefore));
        return new WriteToConfirm(
            new DirectoryWrite(
                entry.Dn, entry.Domain, entry.Server, entry.InvocationId, usn, version, revoked ? [] : aces, revoked ? aces : [], entry.At),
            [.. before.ExplicitAces]);
    }
}
