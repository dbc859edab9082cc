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
/// <param name="Shown">How it shows each write that could be read.</param>
internal sealed record ControllerAnswer(
    ConfirmationState State, string Reason, int SampledUsers, IReadOnlyList<string> Alarms, IReadOnlyList<ShownWrite> Shown);

/// <summary>Asks one domain controller for the writes of its domain: metadata and DACL of the changed objects, inherited ACEs of the sample.</summary>
internal static class ControllerCheck
{
    public static async Task<ControllerAnswer> AskAsync(
        IDirectoryConnection connection, string host, IReadOnlyList<PreparedWrite> writes, PropagationWatch? propagation, CancellationToken cancellationToken)
    {
        var alarms = new List<string>();
        var proofs = new List<string>();
        var shown = new List<ShownWrite>();
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

            var isOn = prepared.IsOn(descriptor);
            var arrival = WriteArrivalRule.Decide(write, stamp, isOn, out var reason);
            shown.Add(new ShownWrite(write, stamp, isOn, reason));
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
            var below = await new InheritanceCheck(connection, prepared, descriptor).AskAsync(cancellationToken).ConfigureAwait(false);
            sampled += below.Read;
            pendingInheritance ??= below.Behind;
            if (below.Kept is { } kept)
            {
                proofs.Add(kept);
            }

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

        return pendingRoot is not null ? new ControllerAnswer(ConfirmationState.RootPending, pendingRoot, sampled, alarms, shown)
            : pendingInheritance is not null ? new ControllerAnswer(ConfirmationState.InheritancePending, pendingInheritance, sampled, alarms, shown)
            : new ControllerAnswer(ConfirmationState.Confirmed, Proof(proofs, sampled), sampled, alarms, shown);
    }

    private static string Proof(List<string> proofs, int sampled) =>
        $"{string.Join(' ', proofs)} {(sampled == 0 ? "No user below had to inherit anything." : $"All {sampled} sampled users have inherited it.")}";
}
