using System.Text.Json;

namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>A domain controller of the lab.</summary>
public sealed record LabController(string Name, string Host, string Address, string SmbConf)
{
    /// <summary>The folder that it serves as SYSVOL.</summary>
    public string Sysvol => Path.Combine(Path.GetDirectoryName(SmbConf)!, "sysvol");
}

/// <summary>A machine of the lab that is no domain controller: a network namespace with an address of its own.</summary>
public sealed record LabHost(string Name, string Address, string Netns);

/// <summary>An account of the lab.</summary>
public sealed record LabAccount(string Dn, string SamAccountName, string Sid, string UserPrincipalName, string PasswordFile);

/// <summary>Names, addresses, accounts and objects of the lab, as <c>lab env --json</c> prints them.</summary>
public sealed record LabEnvironment(
    string LabId,
    string Realm,
    string Domain,
    string Netbios,
    string BaseDn,
    string CaFile,
    string UntrustedCaFile,
    string Krb5Config,
    string DomainSid,
    string StaffPasswordFile,
    string Gateway,
    IReadOnlyList<LabHost> Hosts,
    IReadOnlyList<LabController> Dcs,
    IReadOnlyDictionary<string, LabAccount> Accounts,
    JsonElement Objects)
{
    /// <summary>The object of that name (<c>staffOu</c>, <c>staffUser</c>, <c>protectedAdmin</c>, …).</summary>
    public string Object(string name) => Objects.GetProperty(name).GetString()!;

    /// <summary>The objects of that name (<c>staffUsers</c>, …).</summary>
    public IReadOnlyList<string> ObjectList(string name) => [.. Objects.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>The domain controller of that name (<c>dc1</c>, <c>dc2</c>).</summary>
    public LabController Dc(string name) => Dcs.Single(controller => controller.Name == name);

    /// <summary>The host of that name (<c>backend</c>, <c>relay</c>).</summary>
    public LabHost Host(string name) => Hosts.Single(host => host.Name == name);

    internal static LabEnvironment Parse(string json) => JsonSerializer.Deserialize<LabEnvironment>(json, JsonSerializerOptions.Web)!;
}

/// <summary>A security descriptor as Samba's library reads it straight from a domain controller's database.</summary>
public sealed record LabDescriptor(
    string Dn, string Sddl, string Base64, string? Owner, string? Group, int Control, IReadOnlyList<string> ControlFlags, IReadOnlyList<LabAce> Dacl)
{
    /// <summary>The explicit ACEs, in stored order.</summary>
    public IReadOnlyList<LabAce> Explicit => [.. Dacl.Where(ace => !ace.Inherited)];
}

/// <summary>An ACE as Samba's library reads it.</summary>
public sealed record LabAce(string Sddl, string Hex, bool Inherited);
