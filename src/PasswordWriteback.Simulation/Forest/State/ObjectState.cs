using System.Text.Json.Serialization;

namespace PasswordWriteback.Simulation.Forest.State;

/// <summary>Which write gave an attribute its values (MS-ADTS 3.1.1.1.9).</summary>
/// <param name="Version">1 for the first write, one more for each that follows, wherever it was made.</param>
/// <param name="At">When it was made, to the second.</param>
/// <param name="InvocationId">The database it was made in.</param>
/// <param name="OriginatingUsn">The update sequence number there.</param>
/// <param name="LocalUsn">The update sequence number here.</param>
public sealed record AttributeStamp(uint Version, DateTimeOffset At, Guid InvocationId, long OriginatingUsn, long LocalUsn);

/// <summary>An attribute of one object on one domain controller.</summary>
/// <param name="Values">Its values as LDAP returns them; empty when it was removed.</param>
/// <param name="Stamp">The write that gave it these values.</param>
public sealed record AttributeState(IReadOnlyList<byte[]> Values, AttributeStamp Stamp);

/// <summary>One object in the database of one domain controller.</summary>
public sealed class ObjectState
{
    /// <summary>objectGUID, the same on every domain controller.</summary>
    public required Guid Id { get; init; }

    /// <summary>Distinguished name; changes when the object is moved.</summary>
    public required string Dn { get; set; }

    /// <summary>Distinguished name of the naming context that holds it.</summary>
    public required string Partition { get; init; }

    /// <summary>Its most specific structural class.</summary>
    public required string ClassName { get; init; }

    /// <summary>The update sequence number here at which it arrived.</summary>
    public long UsnCreated { get; set; }

    /// <summary>Its attributes by LDAP display name.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Dictionary<string, AttributeState> Attributes { get; } = new(StringComparer.OrdinalIgnoreCase);
}
