using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>What the users below a changed object show on one domain controller.</summary>
/// <param name="Read">How many users were judged.</param>
/// <param name="Behind">Why inheritance is not through, in one sentence; null when it is.</param>
/// <param name="Kept">What keeps giving them rights that were taken back, in one sentence; null when nothing does.</param>
internal sealed record InheritanceAnswer(int Read, string? Behind, string? Kept);

/// <summary>Asks the users below one changed object, on one domain controller, for the ACEs that they have to inherit from it, or not any more.</summary>
/// <param name="connection">A connection to the domain controller.</param>
/// <param name="prepared">The write and the users.</param>
/// <param name="changed">The changed object's descriptor there.</param>
internal sealed class InheritanceCheck(IDirectoryConnection connection, PreparedWrite prepared, SecurityDescriptor changed)
{
    private readonly string _top = prepared.ToConfirm.Write.Dn;

    // What the changed object inherits itself still reaches the users, whoever took the same away from the object.
    private readonly List<Ace> _gone = [.. prepared.InheritableRemoved.Where(ace => !InheritedAces.Has(changed, ace))];
    private readonly Dictionary<string, SecurityDescriptor?> _units = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _givers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _behind = [];
    private readonly List<string> _unread = [];
    private int _read;

    public async Task<InheritanceAnswer> AskAsync(CancellationToken cancellationToken)
    {
        foreach (var user in prepared.Sample.Users)
        {
            if (await EntryAsync(user.Dn, cancellationToken).ConfigureAwait(false) is not { } entry)
            {
                continue;
            }

            if (InheritanceSampler.Descriptor(entry) is not { } descriptor)
            {
                _unread.Add(user.Dn);
                continue;
            }

            await LookAsync(user, descriptor, cancellationToken).ConfigureAwait(false);
        }

        if (PreparedWrite.ConcernsObjectsBelow(prepared.ToConfirm))
        {
            foreach (var (user, descriptor) in await InheritanceSampler.ChangedLastAsync(connection, _top, prepared.Sample, cancellationToken).ConfigureAwait(false))
            {
                await LookAsync(user, descriptor, cancellationToken).ConfigureAwait(false);
            }
        }

        var chosen = prepared.Sample.Users.Count;
        return new InheritanceAnswer(
            _read,
            _behind.Count > 0 ? $"{_behind.Count} of {_read} sampled users below {_top} have not inherited the change yet, among them {_behind[0]}."
                : _unread.Count > 0 ? $"The permissions of {_unread.Count} of {chosen} sampled users below {_top} could not be read, among them {_unread[0]}."
                : chosen > 0 && _read == 0 ? $"None of {chosen} sampled users below {_top} could be read on {connection.Server}: they are not there yet, or inherit nothing any more."
                : prepared.Sample.UnreadReason,
            _givers.Count == 0 ? null : $"Entries of others on {string.Join(" and ", _givers)} give users below the same, and stay.");
    }

    private async Task LookAsync(SampledUser user, SecurityDescriptor descriptor, CancellationToken cancellationToken)
    {
        // Protected since the sample was chosen: it has to inherit nothing any more.
        if (descriptor.IsDaclProtected)
        {
            return;
        }

        _read++;
        if (!InheritedAces.HasAll(descriptor, prepared.InheritableAdded, user.Classes))
        {
            _behind.Add(user.Dn);
            return;
        }

        foreach (var ace in InheritedAces.Of(descriptor, _gone, user.Classes))
        {
            if (await GiverAsync(user, ace, cancellationToken).ConfigureAwait(false) is not { } giver)
            {
                _behind.Add(user.Dn);
                return;
            }

            _givers.Add(giver);
        }
    }

    /// <summary>The unit between the changed object and the user that gives the same by an ACE of its own; null when none does.</summary>
    private async Task<string?> GiverAsync(SampledUser user, Ace ace, CancellationToken cancellationToken)
    {
        foreach (var unit in DistinguishedName.Ancestors(user.Dn, _top).TakeWhile(above => !DistinguishedName.Same(above, _top)))
        {
            if (!_units.TryGetValue(unit, out var descriptor))
            {
                var entry = await EntryAsync(unit, cancellationToken).ConfigureAwait(false);
                _units[unit] = descriptor = entry is null ? null : InheritanceSampler.Descriptor(entry);
            }

            if (descriptor is not null && InheritedAces.GivesItself(descriptor, ace, user.Classes))
            {
                return unit;
            }
        }

        return null;
    }

    // An object that has not replicated here proves nothing either way.
    private async Task<DirectoryEntry?> EntryAsync(string dn, CancellationToken cancellationToken)
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
}
