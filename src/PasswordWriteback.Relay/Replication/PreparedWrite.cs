using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Relay.Replication;

/// <summary>A write with its ACEs read from SDDL, and the users that have to inherit them.</summary>
internal sealed class PreparedWrite
{
    private readonly IReadOnlyList<Ace> _added;
    private readonly IReadOnlyList<Ace> _removed;

    public PreparedWrite(WriteToConfirm toConfirm, InheritanceSample sample)
    {
        ToConfirm = toConfirm;
        Sample = sample;
        _added = [.. toConfirm.Write.AddedAces.Select(ace => SddlParser.ParseAce(ace))];
        _removed = [.. toConfirm.Write.RemovedAces.Select(ace => SddlParser.ParseAce(ace))];
    }

    public WriteToConfirm ToConfirm { get; }

    public InheritanceSample Sample { get; }

    public IEnumerable<Ace> InheritableAdded => _added.Where(Inheritable);

    public IEnumerable<Ace> InheritableRemoved => _removed.Where(Inheritable);

    /// <summary>Whether anything of the write is for objects below.</summary>
    public static bool ConcernsObjectsBelow(WriteToConfirm toConfirm) =>
        toConfirm.Write.AddedAces.Concat(toConfirm.Write.RemovedAces).Any(ace => Inheritable(SddlParser.ParseAce(ace)));

    /// <summary>Whether the object has every added ACE and no removed one, among its explicit ones.</summary>
    public bool IsOn(SecurityDescriptor descriptor)
    {
        var present = descriptor.ExplicitAces.ToHashSet();
        return _added.All(present.Contains) && !_removed.Any(present.Contains);
    }

    /// <summary>ACEs of others that were there before the write and are gone.</summary>
    public IEnumerable<Ace> LostForeign(SecurityDescriptor descriptor) =>
        ToConfirm.ForeignAces.Except(_removed).Except(descriptor.ExplicitAces);

    private static bool Inheritable(Ace ace) => ace.Flags.HasFlag(AceFlags.ContainerInherit);
}
