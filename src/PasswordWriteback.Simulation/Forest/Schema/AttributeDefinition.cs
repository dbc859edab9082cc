namespace PasswordWriteback.Simulation.Forest.Schema;

/// <summary>How values of an attribute compare (MS-ADTS 3.1.1.2.2.2).</summary>
internal enum AttributeSyntax
{
    /// <summary>Text, without regard to case.</summary>
    Text,

    /// <summary>Integer and LargeInteger.</summary>
    Integer,

    /// <summary>TRUE or FALSE.</summary>
    Boolean,

    /// <summary>A distinguished name.</summary>
    Dn,

    /// <summary>Name of a class or attribute.</summary>
    Oid,

    /// <summary>Bytes.</summary>
    Octets,

    /// <summary>A SID; filters may also give it as text.</summary>
    Sid,

    /// <summary>Generalized time.</summary>
    Time,
}

/// <summary>Where the values of an attribute come from.</summary>
internal enum AttributeKind
{
    /// <summary>Stored and replicated.</summary>
    Stored,

    /// <summary>Kept by each domain controller for itself.</summary>
    Local,

    /// <summary>Computed when asked for.</summary>
    Constructed,
}

/// <summary>An attribute of the schema.</summary>
/// <param name="Name">LDAP display name.</param>
/// <param name="Id">ATTRTYP as replication metadata names it (MS-DRSR 5.16.4).</param>
/// <param name="Guid">schemaIDGUID, as ACEs name it.</param>
/// <param name="PropertySet">attributeSecurityGUID: the property set it belongs to.</param>
/// <param name="Syntax">How values compare.</param>
/// <param name="Kind">Where values come from.</param>
internal sealed record AttributeDefinition(
    string Name, uint Id, Guid Guid, Guid? PropertySet, AttributeSyntax Syntax, AttributeKind Kind);

/// <summary>A class of the schema.</summary>
/// <param name="Name">LDAP display name.</param>
/// <param name="Guid">schemaIDGUID, as ACEs name it.</param>
/// <param name="RdnAttribute">The attribute that names its objects.</param>
/// <param name="Category">Common name of its default object category.</param>
/// <param name="Chain">The class and its superclasses, top first.</param>
/// <param name="DefaultDescriptor">SDDL of the DACL of new objects.</param>
internal sealed record ClassDefinition(
    string Name, Guid Guid, string RdnAttribute, string Category, IReadOnlyList<string> Chain, string DefaultDescriptor);
