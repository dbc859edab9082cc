using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A change of explicit ACEs, and the proof that it and nothing else happened.</summary>
/// <param name="Added">ACEs to add, each at its canonical place.</param>
/// <param name="Removed">ACEs to take away, each compared by its bytes.</param>
public sealed record DaclChange(IReadOnlyList<Ace> Added, IReadOnlyList<Ace> Removed)
{
    /// <summary>
    /// Bits that the server keeps for itself: whether inheritance was asked for and was computed (MS-ADTS 6.1.3).
    /// Everything else in the control field must survive a write.
    /// </summary>
    private const DescriptorControl ServersOwn =
        DescriptorControl.DaclAutoInheritRequired | DescriptorControl.DaclAutoInherited
        | DescriptorControl.SaclAutoInheritRequired | DescriptorControl.SaclAutoInherited;

    /// <summary>A change that adds.</summary>
    public static DaclChange Adding(IReadOnlyList<Ace> aces) => new(aces, []);

    /// <summary>A change that takes away.</summary>
    public static DaclChange Removing(IReadOnlyList<Ace> aces) => new([], aces);

    /// <summary>The descriptor with this change made; no other ACE moves.</summary>
    /// <exception cref="InvalidOperationException">There is no DACL, or it is not in canonical order.</exception>
    /// <exception cref="ArgumentException">What is added does not fit. <see cref="FindObstacle"/> tells all of that beforehand.</exception>
    public SecurityDescriptor ApplyTo(SecurityDescriptor before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var dacl = before.Dacl
            ?? throw new InvalidOperationException("The object has no DACL: it grants everything to everyone, and nothing may be added to that.");
        dacl = Removed.Aggregate(dacl, (list, ace) => list.Remove(ace));
        return before.WithDacl(Added.Aggregate(dacl, (list, ace) => list.InsertCanonical(ace)));
    }

    /// <summary>Why this change cannot be made to a descriptor, as a sentence; null when it can.</summary>
    public string? FindObstacle(SecurityDescriptor before)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (before.Dacl is not { } dacl)
        {
            return "It has no DACL and grants everything to everyone.";
        }

        if (!dacl.IsCanonical(out var reason))
        {
            return $"Its DACL is not in canonical order ({reason}), and this product never reorders one.";
        }

        var length = Removed.Aggregate(dacl, (list, ace) => list.Remove(ace)).BinaryLength;
        return length + Added.Sum(ace => ace.Bytes.Length) > Acl.MaxBinaryLength
            ? $"Its DACL has {length} bytes of the 65,535 that one can have: there is no room for {Added.Count} more entries."
            : null;
    }

    /// <summary>
    /// Compares what was read before and after the write: the multiset of explicit ACEs must be before − removed + added,
    /// each by its bytes, and the control bits equal. Order does not count: Windows sorts canonical lists on write (MS-ADTS 6.1.3).
    /// </summary>
    /// <returns>The differences, one a line with <c>+</c> (unexpected) or <c>-</c> (lost); empty when there is none.</returns>
    public IReadOnlyList<string> Differences(SecurityDescriptor before, SecurityDescriptor after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var expected = ExplicitAces.Without(before.ExplicitAces, Removed).Concat(Added).ToList();
        var found = after.ExplicitAces.ToList();
        var differences = new List<string>();
        differences.AddRange(ExplicitAces.Without(found, expected).Select(ace => "+ " + SddlFormatter.Format(ace)));
        differences.AddRange(ExplicitAces.Without(expected, found).Select(ace => "- " + SddlFormatter.Format(ace)));
        if ((before.Control & ~ServersOwn) != (after.Control & ~ServersOwn))
        {
            differences.Add($"control bits: {before.Control} became {after.Control}");
        }

        return differences;
    }
}
