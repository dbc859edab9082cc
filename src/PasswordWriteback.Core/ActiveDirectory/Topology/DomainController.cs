using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>A domain controller as the configuration partition describes it.</summary>
/// <param name="HostName">DNS host name.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Site">Name of its site.</param>
/// <param name="IsReadOnly">A read-only domain controller (its settings object is an <c>nTDSDSARO</c>).</param>
/// <param name="IsPdcEmulator">Holds the PDC emulator role of its domain.</param>
/// <param name="InvocationId">Identity of its database for replication; null where it could not be read.</param>
public sealed record DomainController(
    string HostName, string Domain, string Site, bool IsReadOnly, bool IsPdcEmulator, Guid? InvocationId);

/// <summary>A domain of the forest.</summary>
/// <param name="Dn">Distinguished name of its head.</param>
/// <param name="DnsName">DNS name.</param>
/// <param name="NetBiosName">NetBIOS name.</param>
/// <param name="Sid">SID in string form.</param>
/// <param name="Controllers">Its domain controllers, read-only ones included.</param>
public sealed record DirectoryDomain(
    string Dn, string DnsName, string NetBiosName, string Sid, IReadOnlyList<DomainController> Controllers)
{
    /// <summary>The domain controller that writes go to; null when no controller holds the role.</summary>
    public DomainController? PdcEmulator => Controllers.FirstOrDefault(controller => controller.IsPdcEmulator);
}

/// <summary>A forest: what discovery found in the configuration partition.</summary>
/// <param name="RootDnsName">DNS name of the forest root domain.</param>
/// <param name="ConfigurationDn">Distinguished name of the configuration partition.</param>
/// <param name="Domains">Its domains.</param>
/// <param name="SiteLinks">The links between its sites; null where they were not read.</param>
/// <param name="Roles">The operations master roles, those of the forest first; null from a relay that does not say.</param>
public sealed record DirectoryForest(
    string RootDnsName,
    string ConfigurationDn,
    IReadOnlyList<DirectoryDomain> Domains,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SiteLink>? SiteLinks = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FsmoRoleOwner>? Roles = null);
