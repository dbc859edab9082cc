using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>One request on its way through a DACL: what is still missing, and who decided.</summary>
/// <remarks>No Enum.HasFlag on this path: builds without optimization box its operands.</remarks>
internal ref struct AccessCheck
{
    // Of an object ACE: MS-DTYP 2.4.4.3.
    private const int MaskEnd = 8;
    private const int ObjectFlagsAt = 8;
    private const int ObjectTypeAt = 12;
    private const int ObjectTypeEnd = 28;

    private const AccessMask OwnersRights = AccessMask.ReadControl | AccessMask.WriteDacl;

    private readonly AccessToken _token;
    private readonly bool _hasTypes;
    private readonly Guid _objectType;
    private readonly Guid _propertySet;
    private readonly Guid _objectClass;
    private readonly ReadOnlySpan<byte> _objectSid;
    private AccessMask _missing;
    private int _decidedBy = -1;
    private bool _denied;

    public AccessCheck(AccessToken token, in RequestedRight right, ReadOnlySpan<byte> objectSid)
    {
        _token = token;
        // A GUID that is not asked for repeats one that is: an ACE's all-zero GUID must not match by absence.
        var any = right.ObjectType ?? right.PropertySet ?? right.ObjectClass;
        _hasTypes = any is not null;
        _objectType = right.ObjectType ?? any.GetValueOrDefault();
        _propertySet = right.PropertySet ?? any.GetValueOrDefault();
        _objectClass = right.ObjectClass ?? any.GetValueOrDefault();
        _objectSid = objectSid;
        _missing = right.Mask.MapGeneric();
    }

    public readonly bool IsDecided => _denied || _missing == AccessMask.None;

    public readonly bool WantsOwnersRights => (_missing & OwnersRights) != AccessMask.None;

    public readonly AccessResult Result =>
        _denied ? new AccessResult(AccessDecision.Denied, _decidedBy)
        : _missing == AccessMask.None ? new AccessResult(AccessDecision.Granted, _decidedBy)
        : new AccessResult(AccessDecision.NotGranted, -1);

    public void GrantOwnersRights() => _missing &= ~OwnersRights;

    /// <summary>
    /// Whether an ACE can decide anything that is still missing, by what costs least to look at: type, flags, mask, object type.
    /// Of an ACE too short for that it is true: reading it says what is wrong.
    /// </summary>
    public readonly bool Concerns(ReadOnlySpan<byte> ace)
    {
        var type = (AceType)ace[0];
        if ((!type.IsDeny() && (!type.IsAllow() || type.IsCallback())) || ((AceFlags)ace[1] & AceFlags.InheritOnly) != AceFlags.None)
        {
            return false;
        }

        if (ace.Length < ObjectTypeEnd)
        {
            return ace.Length < MaskEnd || (MaskOf(ace) & _missing) != AccessMask.None;
        }

        return (MaskOf(ace) & _missing) != AccessMask.None
            && (AceLayouts.Of(type) != AceLayout.Object || (ace[ObjectFlagsAt] & 1) == 0 || Means(MemoryMarshal.Read<Guid>(ace[ObjectTypeAt..])));
    }

    /// <summary>Takes an ACE that <see cref="Concerns"/> this request.</summary>
    public void Take(in AceView ace, int index, bool ownsIt)
    {
        if (!IsFor(ace.Sid, ownsIt))
        {
            return;
        }

        _denied = ace.Type.IsDeny();
        _missing = _denied ? _missing : _missing & ~ace.Mask.MapGeneric();
        _decidedBy = index;
    }

    private static AccessMask MaskOf(ReadOnlySpan<byte> ace) => ((AccessMask)BinaryPrimitives.ReadUInt32LittleEndian(ace[4..])).MapGeneric();

    private readonly bool Means(Guid objectType) =>
        _hasTypes && (objectType == _objectType || objectType == _propertySet || objectType == _objectClass);

    private readonly bool IsFor(ReadOnlySpan<byte> sid, bool ownsIt) =>
        _token.Contains(sid)
        || (sid.Length == 12 && !_objectSid.IsEmpty && sid.SequenceEqual(WellKnownSids.Self.Bytes) && _token.Contains(_objectSid))
        || (ownsIt && sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes));
}
