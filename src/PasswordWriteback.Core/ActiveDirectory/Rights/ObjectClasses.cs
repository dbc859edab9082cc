namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// The classes that an inherited object type is matched against: the object's most specific structural class and its
/// auxiliary classes, never superclasses (MS-DTYP 2.5.3.4.1, ObjectTypes). An ACE for <c>user</c> does not reach an
/// <c>inetOrgPerson</c>, a computer or a managed service account, although all of them are users in the schema.
/// </summary>
/// <param name="Structural">schemaIDGUID of the most specific structural class.</param>
/// <param name="Auxiliaries">schemaIDGUIDs of auxiliary classes that were added to the object; usually none.</param>
public sealed record ObjectClasses(Guid Structural, params IReadOnlyList<Guid> Auxiliaries)
{
    /// <summary>A user and nothing more.</summary>
    public static ObjectClasses User { get; } = new(SchemaGuids.User);

    /// <summary>An inetOrgPerson.</summary>
    public static ObjectClasses InetOrgPerson { get; } = new(SchemaGuids.InetOrgPerson);

    /// <summary>A computer.</summary>
    public static ObjectClasses Computer { get; } = new(SchemaGuids.Computer);

    /// <summary>A group.</summary>
    public static ObjectClasses Group { get; } = new(SchemaGuids.Group);

    /// <summary>An organizational unit.</summary>
    public static ObjectClasses OrganizationalUnit { get; } = new(SchemaGuids.OrganizationalUnit);

    /// <summary>A container.</summary>
    public static ObjectClasses Container { get; } = new(SchemaGuids.Container);

    /// <summary>Whether an ACE for this class reaches the object; null means an ACE for every class.</summary>
    public bool Matches(Guid? inheritedObjectType) =>
        inheritedObjectType is not { } wanted || wanted == Structural || Auxiliaries.Contains(wanted);

    /// <summary>
    /// The classes of an object by its objectClass values, whose last value is the most specific structural class
    /// (MS-ADTS 3.1.1.1.4). Null for a class that <see cref="SchemaGuids"/> does not know.
    /// </summary>
    public static ObjectClasses? FromObjectClass(IReadOnlyList<string> objectClass)
    {
        ArgumentNullException.ThrowIfNull(objectClass);
        return objectClass.Count > 0 && SchemaGuids.ClassNamed(objectClass[^1]) is { } structural ? new ObjectClasses(structural) : null;
    }
}
