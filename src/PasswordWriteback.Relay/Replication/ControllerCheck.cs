using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>What one domain controller shows of the writes.</summary>
/// <param name="State">Confirmed, or which part is pending.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="SampledUsers">How many users were read.</param>
/// <param name="Alarms">What others undid.</param>
internal sealed record ControllerAnswer(ConfirmationState State, string Reason, int SampledUsers, IReadOnlyList<string> Alarms);

/// <summary>Asks one domain controller for the writes of its domain: metadata and DACL of the changed objects, inherited ACEs of the sample.</summary>
internal static class ControllerCheck
{
    public static async Task<ControllerAnswer> AskAsync(
        IDirectoryConnection connection, string host, IReadOnlyList<PreparedWrite> writes, PropagationWatch? propagation, CancellationToken cancellationToken)
    {
        var alarms = new List<string>();
        var proofs = new List<string>();
        string? pendingRoot = null;
        string? pendingInheritance = null;
        var sampled = 0;
        foreach (var prepared in writes)
        {
            var write = prepared.ToConfirm.Write;
            var entry = await connection.ReadAsync(write.Dn, cancellationToken, "nTSecurityDescriptor", "replPropertyMetaData").ConfigureAwait(false);
            if (entry.GetBytes("nTSecurityDescriptor") is not { } bytes)
            {
                pendingRoot ??= $"The permissions of {write.Dn} are not shown to this identity.";
                continue;
            }

            SecurityDescriptor descriptor;
            AttributeStamp? stamp;
            try
            {
                descriptor = SecurityDescriptor.Parse(bytes);
                stamp = entry.GetBytes("replPropertyMetaData") is { } metadata ? PropertyMetadata.Find(metadata, PropertyMetadata.NtSecurityDescriptor) : null;
            }
            catch (FormatException exception)
            {
                pendingRoot ??= $"The permissions of {write.Dn}, or their replication metadata, as {connection.Server} returns them, could not be read: {exception.Message}";
                continue;
            }

            var arrival = WriteArrivalRule.Decide(write, stamp, prepared.IsOn(descriptor), out var reason);
            if (arrival == WriteArrival.Superseded)
            {
                alarms.Add($"{reason} Seen on {connection.Server}.");
            }

            if (arrival != WriteArrival.Arrived)
            {
                pendingRoot ??= reason;
                continue;
            }

            proofs.Add(reason);
            alarms.AddRange(prepared.LostForeign(descriptor).Select(ace => $"{write.Dn} has lost an entry of others: {SddlFormatter.Format(ace)}."));
            var (users, behind) = await InheritanceAsync(connection, prepared, descriptor, cancellationToken).ConfigureAwait(false);
            sampled += users;
            pendingInheritance ??= behind;
            if (propagation is not null && host.Equals(write.Server, StringComparison.OrdinalIgnoreCase))
            {
                switch (await propagation.ReadAsync(host, write.Dn, cancellationToken).ConfigureAwait(false))
                {
                    case PropagationState.Pending:
                        pendingInheritance ??= $"{host} still lists {write.Dn} among its pending propagations.";
                        break;
                    case PropagationState.Done:
                        proofs.Add($"{host} has passed it on to everything below (pendingPropagations).");
                        break;
                }
            }
        }

        return pendingRoot is not null ? new ControllerAnswer(ConfirmationState.RootPending, pendingRoot, sampled, alarms)
            : pendingInheritance is not null ? new ControllerAnswer(ConfirmationState.InheritancePending, pendingInheritance, sampled, alarms)
            : new ControllerAnswer(ConfirmationState.Confirmed, Proof(proofs, sampled), sampled, alarms);
    }

    private static async Task<(int Users, string? Behind)> InheritanceAsync(
        IDirectoryConnection connection, PreparedWrite prepared, SecurityDescriptor changed, CancellationToken cancellationToken)
    {
        // What the changed object inherits itself still reaches the users, whoever took the same away from the object.
        var gone = prepared.InheritableRemoved.Where(ace => !InheritedAces.Has(changed, ace)).ToList();
        var read = 0;
        var unread = new List<string>();
        var behind = new List<string>();
        foreach (var user in prepared.Sample.Users)
        {
            if (await EntryAsync(connection, user.Dn, cancellationToken).ConfigureAwait(false) is not { } entry)
            {
                continue;
            }

            if (InheritanceSampler.Descriptor(entry) is not { } descriptor)
            {
                unread.Add(user.Dn);
                continue;
            }

            Look(user, descriptor);
        }

        if (PreparedWrite.ConcernsObjectsBelow(prepared.ToConfirm))
        {
            foreach (var (user, descriptor) in await InheritanceSampler.ChangedLastAsync(
                connection, prepared.ToConfirm.Write.Dn, prepared.Sample, cancellationToken).ConfigureAwait(false))
            {
                Look(user, descriptor);
            }
        }

        var below = prepared.ToConfirm.Write.Dn;
        var chosen = prepared.Sample.Users.Count;
        return (read, behind.Count > 0 ? $"{behind.Count} of {read} sampled users below {below} have not inherited the change yet, among them {behind[0]}."
            : unread.Count > 0 ? $"The permissions of {unread.Count} of {chosen} sampled users below {below} could not be read, among them {unread[0]}."
            : chosen > 0 && read == 0 ? $"None of {chosen} sampled users below {below} could be read on {connection.Server}: they are not there yet, or inherit nothing any more."
            : prepared.Sample.UnreadReason);

        void Look(SampledUser user, SecurityDescriptor descriptor)
        {
            // Protected since the sample was chosen: it has to inherit nothing any more.
            if (descriptor.IsDaclProtected)
            {
                return;
            }

            read++;
            if (!InheritedAces.HasAll(descriptor, prepared.InheritableAdded, user.Classes) || !InheritedAces.HasNone(descriptor, gone, user.Classes))
            {
                behind.Add(user.Dn);
            }
        }
    }

    // A user that has not replicated here proves nothing either way.
    private static async Task<DirectoryEntry?> EntryAsync(IDirectoryConnection connection, string dn, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReadAsync(dn, cancellationToken, "nTSecurityDescriptor").ConfigureAwait(false);
        }
        catch (DirectoryException exception) when (exception.Fault == DirectoryFault.NoSuchObject)
        {
            return null;
        }
    }

    private static string Proof(List<string> proofs, int sampled) =>
        $"{string.Join(' ', proofs)} {(sampled == 0 ? "No user below had to inherit anything." : $"All {sampled} sampled users have inherited it.")}";
}
