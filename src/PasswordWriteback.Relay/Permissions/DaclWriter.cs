using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// One write of a DACL, with the record before and the proof after. The write cannot be made conditional in Active Directory;
/// what stands in for that is the replication version, which must be exactly one higher and bear the server's own id.
/// </summary>
/// <param name="connection">A connection to the PDC emulator.</param>
/// <param name="server">Its host name in the topology.</param>
/// <param name="time">The clock.</param>
internal sealed class DaclWriter(IDirectoryConnection connection, string server, TimeProvider time)
{
    /// <summary>The record of a write that is about to be made.</summary>
    public RecordedWrite Announce(DescriptorReading before, Guid invocationId, IEnumerable<Ace> aces) => new(
        server,
        invocationId,
        SddlFormatter.Format(before.Descriptor),
        Convert.ToBase64String(before.Bytes),
        before.Stamp.Version,
        before.Stamp.OriginatingUsn,
        [.. aces.Select(ace => new RecordedAce(SddlFormatter.Format(ace), Convert.ToBase64String(ace.Bytes)))],
        RecordedState.AboutToWrite,
        VersionAfter: null,
        UsnAfter: null,
        time.GetUtcNow());

    /// <summary>Writes, reads back and compares. The announced record must be on disk already.</summary>
    /// <returns>The completed record, and the differences (empty when it was written as planned).</returns>
    /// <exception cref="DirectoryException">The server refused, or did not answer.</exception>
    public async Task<(RecordedWrite Write, IReadOnlyList<string> Differences)> WriteAsync(
        RecordedWrite announced, DescriptorReading before, DaclChange change)
    {
        // Once sent, a write is seen through to its proof: no cancellation. The connection has its own deadline.
        var descriptor = change.ApplyTo(before.Descriptor);
        await connection.WriteDaclAsync(before.Dn, descriptor.ToBytes(), CancellationToken.None).ConfigureAwait(false);
        var after = await DescriptorReading.ReadAsync(connection, before.Dn, CancellationToken.None).ConfigureAwait(false);
        return Prove(announced, before.Descriptor, after, change);
    }

    /// <summary>Compares what is there now with what the write should have made of it.</summary>
    public (RecordedWrite Write, IReadOnlyList<string> Differences) Prove(
        RecordedWrite announced, SecurityDescriptor before, DescriptorReading after, DaclChange change)
    {
        var differences = new List<string>(change.Differences(before, after.Descriptor));
        if (after.Stamp.Version != announced.VersionBefore + 1)
        {
            differences.Add(
                $"version {announced.VersionBefore} became {after.Stamp.Version}, not {announced.VersionBefore + 1}: there was another write; "
                + "what it changed may have been replaced by ours");
        }

        if (after.Stamp.InvocationId != announced.InvocationId)
        {
            differences.Add($"the current value was written by {after.Stamp.InvocationId}, not by {announced.Server} ({announced.InvocationId})");
        }

        return (
            announced with
            {
                State = differences.Count == 0 ? RecordedState.Written : RecordedState.ConcurrentChange,
                VersionAfter = after.Stamp.Version,
                UsnAfter = after.Stamp.OriginatingUsn,
                At = time.GetUtcNow(),
                OriginatedAt = after.Stamp.At,
            },
            differences);
    }

    /// <summary>The invocation id of the domain controller: from discovery, else from its own settings object.</summary>
    /// <exception cref="DirectoryException">It cannot be read.</exception>
    public static async Task<Guid> InvocationIdAsync(
        IDirectoryConnection connection, DomainController controller, CancellationToken cancellationToken)
    {
        if (controller.InvocationId is { } known)
        {
            return known;
        }

        var root = await connection.ReadAsync(string.Empty, cancellationToken, "dsServiceName").ConfigureAwait(false);
        var settings = root.GetString("dsServiceName") is { } dn
            ? await connection.ReadAsync(dn, cancellationToken, "invocationId").ConfigureAwait(false)
            : null;
        return settings?.GetGuid("invocationId") ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            connection.Server,
            $"The invocation id of {connection.Server} cannot be read, so a write there could not be proven.",
            "Give the identity read rights on the configuration partition.");
    }
}
