using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A scope as it was read, with everything that a plan for it needs.</summary>
/// <param name="Assessment">The rights found.</param>
/// <param name="DomainHead">Distinguished name of the head of its domain.</param>
/// <param name="ObjectClass">Its most specific structural class; empty when unreadable.</param>
/// <param name="Server">The PDC emulator that it was read from.</param>
/// <param name="Descriptor">Its descriptor; null when unreadable.</param>
/// <param name="Version">Replication version of the descriptor; null when unreadable.</param>
/// <param name="IsRequested">False for the head of a domain that is read for Unexpire Password only.</param>
/// <param name="CoveredBy">The requested scope above from which this one inherits; null when none.</param>
/// <param name="ObjectsBelow">How many objects inherit from it; null when not counted.</param>
public sealed record ScopeReading(
    ScopeAssessment Assessment,
    string DomainHead,
    string ObjectClass,
    string Server,
    SecurityDescriptor? Descriptor,
    uint? Version,
    bool IsRequested,
    string? CoveredBy,
    long? ObjectsBelow);
