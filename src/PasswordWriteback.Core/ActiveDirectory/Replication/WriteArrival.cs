namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>Whether a write to nTSecurityDescriptor has arrived on a domain controller.</summary>
public enum WriteArrival
{
    /// <summary>It has, or a later change that keeps what was written.</summary>
    Arrived,

    /// <summary>It has not yet.</summary>
    Pending,

    /// <summary>A later change has taken back what was written.</summary>
    Superseded,
}

/// <summary>Decides whether a domain controller has our write, from its metadata and its DACL (MS-ADTS 3.1.1.1.9: higher version wins, then later time, then higher invocation id).</summary>
public static class WriteArrivalRule
{
    /// <summary>Decides for one object on one domain controller.</summary>
    /// <param name="write">What was written.</param>
    /// <param name="stamp">Metadata of nTSecurityDescriptor there; null when it is not shown: then the DACL alone decides.</param>
    /// <param name="daclAsWritten">Whether every added ACE is there, and no removed one.</param>
    /// <param name="reason">One sentence: what proves it, or what is missing.</param>
    public static WriteArrival Decide(DirectoryWrite write, AttributeStamp? stamp, bool daclAsWritten, out string reason)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (stamp is null && write.AddedAces.Count + write.RemovedAces.Count == 0)
        {
            reason = $"The replication metadata of {write.Dn} is not shown, so nothing proves that its last change has arrived.";
            return WriteArrival.Pending;
        }

        if (stamp is null)
        {
            reason = daclAsWritten
                ? $"The permissions of {write.Dn} are as written; its replication metadata is not shown."
                : $"The permissions of {write.Dn} are not there yet; its replication metadata is not shown.";
            return daclAsWritten ? WriteArrival.Arrived : WriteArrival.Pending;
        }

        var ours = stamp.InvocationId == write.InvocationId && stamp.OriginatingUsn == write.Usn;
        if (daclAsWritten && (ours || stamp.Version >= write.Version))
        {
            reason = ours
                ? $"{write.Dn} has version {stamp.Version} from {write.Server}, USN {stamp.OriginatingUsn}."
                : $"{write.Dn} has version {stamp.Version}, later than ours ({write.Version}), and keeps what was written.";
            return WriteArrival.Arrived;
        }

        if (stamp.Version < write.Version)
        {
            reason = $"{write.Dn} still has version {stamp.Version}; ours is {write.Version}.";
            return WriteArrival.Pending;
        }

        // The same version from elsewhere: one of two concurrent changes wins everywhere.
        if (stamp.Version == write.Version && !ours && write.Stamp.Replaces(stamp))
        {
            reason = $"{write.Dn} has another change with version {stamp.Version} of {stamp.At:u}; ours of {write.At:u} wins and will replace it.";
            return WriteArrival.Pending;
        }

        reason = $"{write.Dn} has version {stamp.Version} of {stamp.At:u}, and what was written is gone.";
        return WriteArrival.Superseded;
    }
}
