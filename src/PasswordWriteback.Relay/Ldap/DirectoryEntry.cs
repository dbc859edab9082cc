using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>An entry that a search returned. Attribute names compare without regard to case (libldap lower-cases them).</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Attributes">Values by attribute, as bytes.</param>
public sealed record DirectoryEntry(string Dn, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> Attributes)
{
    /// <summary>The first value as bytes, or null: absent, or not readable by this identity.</summary>
    public byte[]? GetBytes(string attribute) =>
        Attributes.TryGetValue(attribute, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>The first value as UTF-8 text, or null.</summary>
    public string? GetString(string attribute) => GetBytes(attribute) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>All values as UTF-8 text; empty when absent.</summary>
    public IReadOnlyList<string> GetStrings(string attribute) =>
        Attributes.TryGetValue(attribute, out var values) ? [.. values.Select(Encoding.UTF8.GetString)] : [];

    /// <summary>The first value as an integer (syntaxes Integer and LargeInteger), or null.</summary>
    public long? GetInteger(string attribute) =>
        long.TryParse(GetString(attribute), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>The first value as a GUID in Active Directory's byte order, or null.</summary>
    public Guid? GetGuid(string attribute) => GetBytes(attribute) is { Length: 16 } bytes ? new Guid(bytes) : null;
}
