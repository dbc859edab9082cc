namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>Control bits of a security descriptor (MS-DTYP 2.4.6).</summary>
[Flags]
public enum DescriptorControl : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>OD: the owner was defaulted.</summary>
    OwnerDefaulted = 0x0001,

    /// <summary>GD: the group was defaulted.</summary>
    GroupDefaulted = 0x0002,

    /// <summary>DP: there is a DACL; with offset 0 it is the NULL DACL.</summary>
    DaclPresent = 0x0004,

    /// <summary>DD: the DACL was defaulted.</summary>
    DaclDefaulted = 0x0008,

    /// <summary>SP: there is a SACL.</summary>
    SaclPresent = 0x0010,

    /// <summary>SD: the SACL was defaulted.</summary>
    SaclDefaulted = 0x0020,

    /// <summary>DT: server security trusted DACL.</summary>
    DaclTrusted = 0x0040,

    /// <summary>SS: server security.</summary>
    ServerSecurity = 0x0080,

    /// <summary>DC: inheritance of the DACL is asked for.</summary>
    DaclAutoInheritRequired = 0x0100,

    /// <summary>SC: inheritance of the SACL is asked for.</summary>
    SaclAutoInheritRequired = 0x0200,

    /// <summary>DI: the DACL was made by inheritance.</summary>
    DaclAutoInherited = 0x0400,

    /// <summary>SI: the SACL was made by inheritance.</summary>
    SaclAutoInherited = 0x0800,

    /// <summary>PD: the DACL inherits nothing.</summary>
    DaclProtected = 0x1000,

    /// <summary>PS: the SACL inherits nothing.</summary>
    SaclProtected = 0x2000,

    /// <summary>RM: the resource manager's byte is valid.</summary>
    ResourceManagerControlValid = 0x4000,

    /// <summary>SR: self-relative form; always set in the directory.</summary>
    SelfRelative = 0x8000,
}

/// <summary>Whether there is a DACL, and which.</summary>
public enum DaclState
{
    /// <summary>DP is not set: no DACL. Grants everything to everyone.</summary>
    Absent,

    /// <summary>DP is set and the offset is 0: the NULL DACL. Grants everything to everyone.</summary>
    Null,

    /// <summary>There is a list; an empty one grants nothing.</summary>
    Present,
}
