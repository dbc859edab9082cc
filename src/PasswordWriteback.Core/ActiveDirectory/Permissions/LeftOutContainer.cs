namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>A container that Entra Connect synchronizes and that is left out of the default scope: it holds no user to write back, or does not exist any more.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Reason">One sentence: what was not found there, or that it is gone, and on which domain controller.</param>
public sealed record LeftOutContainer(string Dn, string Domain, string Reason);
