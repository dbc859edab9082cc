using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>What became of a write that was announced on disk and whose end was never seen: the directory tells. Writes nothing there.</summary>
internal static class WriteSettlement
{
    /// <summary>Settles a write that was to add ACEs: none of them there means that it never happened.</summary>
    /// <returns>The settled record, and the differences to what was planned.</returns>
    /// <exception cref="DirectoryException">The object cannot be read.</exception>
    public static Task<(RecordedWrite Write, IReadOnlyList<string> Differences)> GrantAsync(
        IDirectoryConnection connection, RecordedTarget target, TimeProvider time, CancellationToken cancellationToken) =>
        SettleAsync(connection, target.Dn, target.Grant, DaclChange.Adding, (missing, all) => missing == all, time, cancellationToken);

    /// <summary>Settles a write that was to take ACEs away: all of them there means that it never happened.</summary>
    /// <returns>The settled record, and the differences to what was planned.</returns>
    /// <exception cref="DirectoryException">The object cannot be read.</exception>
    public static Task<(RecordedWrite Write, IReadOnlyList<string> Differences)> RollbackAsync(
        IDirectoryConnection connection, RecordedTarget target, TimeProvider time, CancellationToken cancellationToken) =>
        SettleAsync(connection, target.Dn, target.Rollback!, DaclChange.Removing, (missing, _) => missing == 0, time, cancellationToken);

    private static async Task<(RecordedWrite Write, IReadOnlyList<string> Differences)> SettleAsync(
        IDirectoryConnection connection,
        string dn,
        RecordedWrite announced,
        Func<IReadOnlyList<Ace>, DaclChange> changeOf,
        Func<int, int, bool> neverHappened,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = await DescriptorReading.ReadAsync(connection, dn, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Ace> aces = [.. announced.Aces.Select(ace => Ace.Parse(Convert.FromBase64String(ace.Bytes)))];
        var missing = ExplicitAces.Without(aces, now.Descriptor.ExplicitAces).Count;
        if (neverHappened(missing, aces.Count))
        {
            return (announced with { State = RecordedState.NotWritten, At = time.GetUtcNow() }, []);
        }

        var before = SecurityDescriptor.Parse(Convert.FromBase64String(announced.DescriptorBefore));
        return new DaclWriter(connection, announced.Server, time).Prove(announced, before, now, changeOf(aces));
    }
}
