namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>Rights on a directory object (MS-ADTS 5.1.3.2; standard and generic rights MS-DTYP 2.4.3).</summary>
[Flags]
public enum AccessMask : uint
{
    /// <summary>No right.</summary>
    None = 0,

    /// <summary>CC: create children, of one class when an object type is given.</summary>
    CreateChild = 0x0000_0001,

    /// <summary>DC: delete children, of one class when an object type is given.</summary>
    DeleteChild = 0x0000_0002,

    /// <summary>LC: list children.</summary>
    ListChildren = 0x0000_0004,

    /// <summary>SW: a validated write (write property extended).</summary>
    Self = 0x0000_0008,

    /// <summary>RP: read a property, a property set, or all.</summary>
    ReadProperty = 0x0000_0010,

    /// <summary>WP: write a property, a property set, or all.</summary>
    WriteProperty = 0x0000_0020,

    /// <summary>DT: delete the object and everything below it.</summary>
    DeleteTree = 0x0000_0040,

    /// <summary>LO: see the object where list-object mode is on.</summary>
    ListObject = 0x0000_0080,

    /// <summary>CR: an extended right, or all.</summary>
    ControlAccess = 0x0000_0100,

    /// <summary>SD: delete the object.</summary>
    Delete = 0x0001_0000,

    /// <summary>RC: read owner and DACL.</summary>
    ReadControl = 0x0002_0000,

    /// <summary>WD: write the DACL.</summary>
    WriteDacl = 0x0004_0000,

    /// <summary>WO: take ownership.</summary>
    WriteOwner = 0x0008_0000,

    /// <summary>Of no meaning for directory objects.</summary>
    Synchronize = 0x0010_0000,

    /// <summary>Read and write the SACL; given by a privilege, never by an ACE.</summary>
    AccessSystemSecurity = 0x0100_0000,

    /// <summary>Asks for whatever may be had; never stored.</summary>
    MaximumAllowed = 0x0200_0000,

    /// <summary>GA: all rights.</summary>
    GenericAll = 0x1000_0000,

    /// <summary>GX: generic execute.</summary>
    GenericExecute = 0x2000_0000,

    /// <summary>GW: generic write.</summary>
    GenericWrite = 0x4000_0000,

    /// <summary>GR: generic read.</summary>
    GenericRead = 0x8000_0000,

    /// <summary>What GR means on a directory object (MS-ADTS 5.1.3.2).</summary>
    DirectoryRead = ReadControl | ListChildren | ReadProperty | ListObject,

    /// <summary>What GW means on a directory object.</summary>
    DirectoryWrite = ReadControl | WriteProperty | Self,

    /// <summary>What GX means on a directory object.</summary>
    DirectoryExecute = ReadControl | ListChildren,

    /// <summary>What GA means on a directory object: "full control".</summary>
    DirectoryAll = Delete | ReadControl | WriteDacl | WriteOwner | CreateChild | DeleteChild | ListChildren | Self
        | ReadProperty | WriteProperty | DeleteTree | ListObject | ControlAccess,
}

/// <summary>Generic rights, translated.</summary>
public static class AccessMasks
{
    private const AccessMask Generic =
        AccessMask.GenericAll | AccessMask.GenericExecute | AccessMask.GenericWrite | AccessMask.GenericRead;

    /// <summary>Replaces generic rights by what they mean on a directory object (MS-ADTS 5.1.3.2).</summary>
    public static AccessMask MapGeneric(this AccessMask mask) => (mask & Generic) == AccessMask.None ? mask : Translate(mask);

    private static AccessMask Translate(AccessMask mask)
    {
        var mapped = mask & ~Generic;
        mapped |= (mask & AccessMask.GenericRead) != AccessMask.None ? AccessMask.DirectoryRead : AccessMask.None;
        mapped |= (mask & AccessMask.GenericWrite) != AccessMask.None ? AccessMask.DirectoryWrite : AccessMask.None;
        mapped |= (mask & AccessMask.GenericExecute) != AccessMask.None ? AccessMask.DirectoryExecute : AccessMask.None;
        mapped |= (mask & AccessMask.GenericAll) != AccessMask.None ? AccessMask.DirectoryAll : AccessMask.None;
        return mapped;
    }
}
