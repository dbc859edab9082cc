namespace PasswordWriteback.Simulation.Forest.Filters;

/// <summary>A search filter (RFC 4511 section 4.5.1.7).</summary>
internal abstract record SearchFilter;

/// <summary>All parts match.</summary>
internal sealed record AndFilter(IReadOnlyList<SearchFilter> Parts) : SearchFilter;

/// <summary>One part matches.</summary>
internal sealed record OrFilter(IReadOnlyList<SearchFilter> Parts) : SearchFilter;

/// <summary>The part does not match.</summary>
internal sealed record NotFilter(SearchFilter Part) : SearchFilter;

/// <summary>The attribute has a value.</summary>
internal sealed record PresenceFilter(string Attribute) : SearchFilter;

/// <summary>How a value is compared.</summary>
internal enum Comparison
{
    /// <summary>Equal, by the attribute's syntax.</summary>
    Equal,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>Less or equal.</summary>
    LessOrEqual,
}

/// <summary>A value compares with the assertion.</summary>
internal sealed record ComparisonFilter(string Attribute, Comparison Comparison, byte[] Value) : SearchFilter;

/// <summary>A value begins with, contains in this order, and ends with.</summary>
internal sealed record SubstringFilter(string Attribute, byte[]? Initial, IReadOnlyList<byte[]> Any, byte[]? Final) : SearchFilter;

/// <summary>A value matches by a named rule.</summary>
internal sealed record ExtensibleFilter(string Attribute, string Rule, byte[] Value) : SearchFilter
{
    /// <summary>All bits of the assertion are set.</summary>
    public const string BitAnd = "1.2.840.113556.1.4.803";

    /// <summary>One bit of the assertion is set.</summary>
    public const string BitOr = "1.2.840.113556.1.4.804";

    /// <summary>The link reaches the object, over any number of steps.</summary>
    public const string InChain = "1.2.840.113556.1.4.1941";
}
