using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>What makes it credible that an account is Entra Connect's connector account.</summary>
public enum ConnectorWitness
{
    /// <summary>Entra Connect itself names it.</summary>
    EntraConnect,

    /// <summary>It holds both directory replication rights on the domain head.</summary>
    ReplicationRights,

    /// <summary>It carries the description that Entra Connect writes.</summary>
    Description,

    /// <summary>An administrator of the server named it (policy or command line).</summary>
    Named,
}

/// <summary>The account that Entra Connect uses to write to Active Directory, and the only one that is ever granted anything.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="SamAccountName">Logon name without domain.</param>
/// <param name="Sid">SID in string form.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Witnesses">Why it is believed to be the connector account; never empty.</param>
/// <param name="DescribedTenant">The tenant that its description names, for example <c>contoso.onmicrosoft.com</c>; null when none.</param>
/// <param name="DescribedServer">The Connect server that its description names; null when none.</param>
/// <param name="Gaps">
/// What could not be read of its groups, one sentence each; null when all was. With gaps it is not known that it is no administrator.
/// </param>
public sealed record ConnectorAccount(
    string Dn,
    string SamAccountName,
    string Sid,
    string Domain,
    IReadOnlyList<ConnectorWitness> Witnesses,
    string? DescribedTenant,
    string? DescribedServer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Gaps = null);
