using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Replication;

/// <summary>Whether a user below a changed object has recomputed its inherited ACEs.</summary>
internal static class InheritedAces
{
    /// <summary>Whether every ACE that reaches the user's classes is on it as an effective inherited one. Flags aside, which depend on depth.</summary>
    public static bool HasAll(SecurityDescriptor user, IEnumerable<Ace> aces, ObjectClasses classes) =>
        aces.Where(ace => Inheritance.Reaches(ace, classes)).All(ace => Has(user, ace));

    /// <summary>Those of the ACEs that are on the user as effective inherited ones.</summary>
    public static IEnumerable<Ace> Of(SecurityDescriptor user, IEnumerable<Ace> aces, ObjectClasses classes) =>
        aces.Where(ace => Inheritance.Reaches(ace, classes) && Has(user, ace));

    /// <summary>Whether an object hands the same down to users of these classes by an ACE of its own.</summary>
    public static bool GivesItself(SecurityDescriptor unit, Ace ace, ObjectClasses classes) =>
        unit.ExplicitAces.Any(own => Inheritance.Reaches(own, classes) && IsSame(own, ace));

    /// <summary>Whether an object carries the ACE as an inherited one that acts on it.</summary>
    public static bool Has(SecurityDescriptor descriptor, Ace ace) => descriptor.InheritedAces.Any(inherited =>
        !inherited.IsInheritOnly && IsSame(inherited, ace));

    private static bool IsSame(Ace one, Ace other) =>
        one.Type == other.Type && one.ObjectType == other.ObjectType && one.Sid == other.Sid && one.Mask.MapGeneric() == other.Mask.MapGeneric();
}
