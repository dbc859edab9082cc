namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>How an ACE is inherited and audited (MS-DTYP 2.4.4.1, AceFlags).</summary>
[Flags]
public enum AceFlags : byte
{
    /// <summary>Acts on this object only.</summary>
    None = 0,

    /// <summary>OI: inherited by children that are no containers; of no effect of its own in Active Directory, where every object is a container.</summary>
    ObjectInherit = 0x01,

    /// <summary>CI: inherited by children.</summary>
    ContainerInherit = 0x02,

    /// <summary>NP: children do not pass it on.</summary>
    NoPropagateInherit = 0x04,

    /// <summary>IO: does not act on this object.</summary>
    InheritOnly = 0x08,

    /// <summary>ID: came from an object above.</summary>
    Inherited = 0x10,

    /// <summary>CR: critical ACE.</summary>
    Critical = 0x20,

    /// <summary>SA: audits successful accesses.</summary>
    SuccessfulAccess = 0x40,

    /// <summary>FA: audits failed accesses.</summary>
    FailedAccess = 0x80,
}
