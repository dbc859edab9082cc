namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>Kinds of access control entries (MS-DTYP 2.4.4.1, AceType). Values that are not listed survive as opaque bytes.</summary>
public enum AceType : byte
{
    /// <summary>Grants rights.</summary>
    AccessAllowed = 0x00,

    /// <summary>Denies rights.</summary>
    AccessDenied = 0x01,

    /// <summary>Audits an access.</summary>
    SystemAudit = 0x02,

    /// <summary>Reserved.</summary>
    SystemAlarm = 0x03,

    /// <summary>Reserved; kept as opaque bytes.</summary>
    AccessAllowedCompound = 0x04,

    /// <summary>Grants rights on the object, a property, a property set, an extended right or a child class.</summary>
    AccessAllowedObject = 0x05,

    /// <summary>Denies rights on the object, a property, a property set, an extended right or a child class.</summary>
    AccessDeniedObject = 0x06,

    /// <summary>Audits an access to the object, a property or a property set.</summary>
    SystemAuditObject = 0x07,

    /// <summary>Reserved.</summary>
    SystemAlarmObject = 0x08,

    /// <summary>Grants rights under a condition.</summary>
    AccessAllowedCallback = 0x09,

    /// <summary>Denies rights under a condition.</summary>
    AccessDeniedCallback = 0x0A,

    /// <summary>As <see cref="AccessAllowedObject"/>, under a condition.</summary>
    AccessAllowedCallbackObject = 0x0B,

    /// <summary>As <see cref="AccessDeniedObject"/>, under a condition.</summary>
    AccessDeniedCallbackObject = 0x0C,

    /// <summary>Audits an access under a condition.</summary>
    SystemAuditCallback = 0x0D,

    /// <summary>Reserved.</summary>
    SystemAlarmCallback = 0x0E,

    /// <summary>As <see cref="SystemAuditObject"/>, under a condition.</summary>
    SystemAuditCallbackObject = 0x0F,

    /// <summary>Reserved.</summary>
    SystemAlarmCallbackObject = 0x10,

    /// <summary>Integrity level.</summary>
    SystemMandatoryLabel = 0x11,

    /// <summary>A resource attribute: a claim about the object.</summary>
    SystemResourceAttribute = 0x12,

    /// <summary>Names a central access policy.</summary>
    SystemScopedPolicyId = 0x13,
}
