namespace PasswordWriteback.Relay.Coverage;

/// <summary>
/// A privileged account that is resettable from the cloud; or all accounts at once, where Everyone, Authenticated Users or the like
/// hold a privilege. Its name never leaves the relay.
/// </summary>
/// <param name="Dn">Distinguished name; empty for all accounts at once.</param>
/// <param name="SamAccountName">Logon name; for all accounts at once, what Windows calls them.</param>
/// <param name="Sid">SID.</param>
/// <param name="Categories">Names of the categories it falls into, as in <see cref="Core.ActiveDirectory.Permissions.BlastCategory.Name"/>.</param>
/// <param name="Reasons">Why, one phrase per category (the group, the right, …).</param>
/// <param name="Accepted">Whether the settings accept it by name.</param>
public sealed record PrivilegedAccount(
    string Dn, string SamAccountName, string Sid, IReadOnlyList<string> Categories, IReadOnlyList<string> Reasons, bool Accepted);

/// <summary>The blast radius by name, for the administrator at the server.</summary>
/// <param name="Accounts">Privileged, unprotected, resettable accounts, in the order of the scan.</param>
public sealed record BlastRadiusDetail(IReadOnlyList<PrivilegedAccount> Accounts);
