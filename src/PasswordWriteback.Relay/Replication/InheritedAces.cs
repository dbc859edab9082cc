using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Relay.Replication;

/// <summary>Whether a user below a changed object has recomputed its inherited ACEs.</summary>
internal static class InheritedAces
{
    /// <summary>Whether every ACE that reaches the user's classes is on it as an effective inherited one. Flags aside, which depend on depth.</summary>
    public static bool HasAll(SecurityDescriptor user, IEnumerable<Ace> aces, ObjectClasses classes) =>
        aces.Where(ace => Inheritance.Reaches(ace, classes)).All(ace => Has(user, ace));

    /// <summary>Whether none of these ACEs is on the user as an inherited one.</summary>
    public static bool HasNone(SecurityDescriptor user, IEnumerable<Ace> aces, ObjectClasses classes) =>
        !aces.Where(ace => Inheritance.Reaches(ace, classes)).Any(ace => Has(user, ace));

    /// <summary>Whether an object carries the ACE as an inherited one that acts on it.</summary>
    public static bool Has(SecurityDescriptor descriptor, Ace ace) => descriptor.InheritedAces.Any(inherited =>
        !inherited.IsInheritOnly
        && inherited.Type == ace.Type
        && inherited.ObjectType == ace.ObjectType
        && inherited.Sid == ace.Sid
        && inherited.Mask.MapGeneric() == ace.Mask.MapGeneric());
}
