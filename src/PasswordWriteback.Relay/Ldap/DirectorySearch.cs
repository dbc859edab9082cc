namespace PasswordWriteback.Relay.Ldap;

/// <summary>How deep a search goes.</summary>
public enum SearchDepth
{
    /// <summary>The base object itself.</summary>
    Base,

    /// <summary>The objects directly below it.</summary>
    OneLevel,

    /// <summary>The base object and everything below it.</summary>
    Subtree,
}

/// <summary>A search.</summary>
/// <param name="BaseDn">Where; empty for rootDSE (with <see cref="SearchDepth.Base"/>).</param>
/// <param name="Depth">How deep.</param>
/// <param name="Filter">LDAP filter (RFC 4515).</param>
/// <param name="Attributes">Attributes to return. <c>nTSecurityDescriptor</c> comes as the DACL alone unless <see cref="OwnerAndGroup"/>.</param>
public sealed record DirectorySearch(string BaseDn, SearchDepth Depth, string Filter, IReadOnlyList<string> Attributes)
{
    /// <summary>Entries per page. Active Directory serves at most 1,000 by default.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Also ask for owner and group of descriptors (SD_FLAGS 7 instead of 4).</summary>
    public bool OwnerAndGroup { get; init; }

    /// <summary>Reads one object.</summary>
    public static DirectorySearch Object(string dn, params string[] attributes) =>
        new(dn, SearchDepth.Base, "(objectClass=*)", attributes);
}
