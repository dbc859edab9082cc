using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What to take back.</summary>
/// <param name="RecordPath">The rollback record (<see cref="GrantRecordStore.PathOf"/>, or a file that a person names).</param>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="RequiredControllers">As in <see cref="GrantRequest"/>.</param>
public sealed record RevokeRequest(string RecordPath, DirectoryForest Forest, IReadOnlyList<string> RequiredControllers);

/// <summary>
/// Takes back exactly the ACEs that a grant recorded, where they still are; one write per object. Saved bytes are evidence and
/// never written back: what others changed since stays, and so does what another grant wrote after ours was taken back or removed
/// by hand. Repeating it is harmless.
/// </summary>
public sealed class PermissionRevoker(IDirectoryConnector connector, TimeProvider time)
{
    /// <summary>Takes over the connections that wrote, for a confirmation by the same process; null: they are closed.</summary>
    public PropagationWatch? Propagation { get; init; }

    /// <summary>Takes the ACEs back, last target first, and notes it in the record.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read or refused the write.</exception>
    /// <exception cref="InvalidDataException">The file is no rollback record.</exception>
    public async Task<GrantResult> RevokeAsync(RevokeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var record = GrantRecordStore.Read(request.RecordPath);
        var agreement = new DescriptorAgreement(connector, request.Forest, request.RequiredControllers);
        var others = LaterSights.OtherRecords(request.RecordPath);
        var removed = 0;
        foreach (var target in record.Targets.Reverse().Where(MayBeThere))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Pdc(request.Forest, target.Domain) is not { } pdc)
            {
                return Result(WriteOutcome.Refused, $"{target.Domain} has no PDC emulator that discovery could name; {target.Dn} was left as it is.");
            }

            var connection = await connector.ConnectAsync(pdc.HostName, cancellationToken).ConfigureAwait(false);
            var writing = new WritingConnection(connection, pdc.HostName, Propagation);
            await using (writing.ConfigureAwait(false))
            {
                var before = await DescriptorReading.ReadAsync(connection, target.Dn, cancellationToken).ConfigureAwait(false);
                var writer = new DaclWriter(connection, pdc.HostName, time);
                var ours = StillThere(target, [before.Descriptor, .. LaterSights.Of(target, others)]);
                if (ours.Count == 0)
                {
                    Settle(target, writer, before);
                    continue;
                }

                if (!before.Descriptor.IsCanonical(out var reason))
                {
                    return Result(WriteOutcome.Refused, $"The DACL of {target.Dn} is not in canonical order any more ({reason}); it was left as it is.");
                }

                if (await agreement.FindDisagreementAsync(target.Domain, pdc.HostName, before, cancellationToken).ConfigureAwait(false) is { } disagreement)
                {
                    return Result(WriteOutcome.ChangeInFlight, disagreement);
                }

                var invocationId = await DaclWriter.InvocationIdAsync(connection, pdc, cancellationToken).ConfigureAwait(false);
                var announced = writer.Announce(before, invocationId, ours);
                Save(target with { Rollback = announced });
                var (write, differences) = await writer.WriteAsync(announced, before, DaclChange.Removing(ours)).ConfigureAwait(false);
                Save(target with { Rollback = write });
                writing.Wrote(target.Dn);
                removed += ours.Count;
                if (differences.Count > 0)
                {
                    return Result(
                        WriteOutcome.ConcurrentChange,
                        $"Our ACEs were taken from {target.Dn}, but somebody else wrote it at the same time; nothing was written again.\n"
                        + string.Join('\n', differences));
                }
            }
        }

        return removed == 0
            ? Result(WriteOutcome.NothingToDo, "None of the recorded ACEs is there any more; nothing was written.")
            : Result(WriteOutcome.Written, $"{removed} recorded ACEs were taken back, and nothing else changed.{agreement.PassedOver}");

        // An earlier attempt announced its write and died: the ACEs are gone, so it was made.
        void Settle(RecordedTarget target, DaclWriter writer, DescriptorReading now)
        {
            if (target.Rollback is { State: RecordedState.AboutToWrite } announced)
            {
                var taken = announced.Aces.Select(ace => Ace.Parse(Convert.FromBase64String(ace.Bytes))).ToList();
                var before = SecurityDescriptor.Parse(Convert.FromBase64String(announced.DescriptorBefore));
                Save(target with { Rollback = writer.Prove(announced, before, now, DaclChange.Removing(taken)).Write });
            }
        }

        void Save(RecordedTarget target) => GrantRecordStore.Write(request.RecordPath, record = record.With(target));

        GrantResult Result(WriteOutcome outcome, string detail) => new(outcome, record.RollbackWrites(), detail, request.RecordPath);
    }

    /// <summary>What was never written, or has been taken back, is not ours any more: the same ACEs there now are somebody else's.</summary>
    private static bool MayBeThere(RecordedTarget target) => target is { Grant.State: not RecordedState.NotWritten, IsRolledBack: false };

    /// <summary>
    /// The recorded ACEs that are on the object now, and were whenever another grant looked at it since. One that was there before the
    /// grant is not ours to take.
    /// </summary>
    private static IReadOnlyList<Ace> StillThere(RecordedTarget target, IReadOnlyList<SecurityDescriptor> sights)
    {
        IReadOnlyList<Ace> ours = [.. target.Grant.Aces.Select(ace => Ace.Parse(Convert.FromBase64String(ace.Bytes)))];
        var before = SecurityDescriptor.Parse(Convert.FromBase64String(target.Grant.DescriptorBefore));
        foreach (var sight in sights)
        {
            var addedSince = ExplicitAces.Without(sight.ExplicitAces, before.ExplicitAces);
            ours = ExplicitAces.Without(ours, ExplicitAces.Without(ours, addedSince));
        }

        return ours;
    }

    private static DomainController? Pdc(DirectoryForest forest, string domain) => forest.Domains
        .FirstOrDefault(candidate => candidate.DnsName.Equals(domain, StringComparison.OrdinalIgnoreCase))?.PdcEmulator;
}
