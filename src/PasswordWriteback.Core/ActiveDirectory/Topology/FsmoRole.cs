using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Topology;

/// <summary>An operations master role: what only one domain controller at a time may do (MS-ADTS 6.1.5).</summary>
public enum FsmoRole
{
    /// <summary>Changes the schema; one in the forest.</summary>
    SchemaMaster,

    /// <summary>Adds and removes domains; one in the forest.</summary>
    DomainNamingMaster,

    /// <summary>Has the newest passwords of its domain, and takes our writes. The only role that password writeback depends on.</summary>
    PdcEmulator,

    /// <summary>Hands out relative identifiers for new accounts of its domain.</summary>
    RidMaster,

    /// <summary>Keeps references to objects of other domains up to date in its domain.</summary>
    InfrastructureMaster,
}

/// <summary>Whether the holder of a role is one of the forest's domain controllers.</summary>
public enum FsmoHolderState
{
    /// <summary>It is.</summary>
    Listed,

    /// <summary>Its settings object, or the server above it, was deleted (<c>\0ADEL:</c> in the name): the role died with it.</summary>
    Deleted,

    /// <summary>Its settings object, or the server above it, lost a name to another one (<c>\0ACNF:</c>), and no domain controller uses it.</summary>
    LostConflict,

    /// <summary>No domain controller that discovery found has that settings object.</summary>
    NotListed,
}

/// <summary>Who holds a role.</summary>
/// <param name="Name">Host name of the domain controller; the name of its server object where it is none that was found.</param>
/// <param name="SettingsDn">Distinguished name of its NTDS Settings object, as <c>fSMORoleOwner</c> has it.</param>
/// <param name="State">Whether it is one of the forest's domain controllers.</param>
public sealed record FsmoHolder(string Name, string SettingsDn, FsmoHolderState State)
{
    /// <summary>The holder in words: its host name, or what became of it.</summary>
    [JsonIgnore]
    public string Words => State switch
    {
        FsmoHolderState.Listed => Name,
        FsmoHolderState.Deleted => $"{Name}, which was deleted",
        FsmoHolderState.LostConflict => $"{Name}, which lost a naming conflict and is no domain controller",
        _ => $"{Name}, which is none of the domain controllers that were found",
    };
}

/// <summary>A role and its holder.</summary>
/// <param name="Role">The role.</param>
/// <param name="Domain">DNS name of the domain that it is held for; null for a role of the forest.</param>
/// <param name="Holder">Who holds it; unknown with the reason where that could not be read.</param>
public sealed record FsmoRoleOwner(
    FsmoRole Role,
    string? Domain,
    Reading<FsmoHolder> Holder);
