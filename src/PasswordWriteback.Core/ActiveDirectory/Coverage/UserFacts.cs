namespace PasswordWriteback.Core.ActiveDirectory.Coverage;

/// <summary>A user as a coverage scan saw it.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="ObjectClass">Its most specific structural class, for example <c>user</c> or <c>inetOrgPerson</c>.</param>
/// <param name="Descriptor">Its security descriptor in binary form; null when it was not returned.</param>
/// <param name="Sid">Its SID in binary form; empty when it was not returned.</param>
/// <param name="AdminCount">Whether adminCount is 1.</param>
/// <param name="ProtectedBy">The protected group that holds it, nested to any depth; null when none does.</param>
/// <param name="Scope">The scope that it lies in; null when it lies outside of every scope.</param>
/// <param name="BlockedAt">The nearest object above it, below the scope, whose DACL is protected; null when there is none.</param>
public sealed record UserFacts(
    string Dn,
    string ObjectClass,
    byte[]? Descriptor,
    byte[] Sid,
    bool AdminCount,
    string? ProtectedBy,
    string? Scope,
    string? BlockedAt);
