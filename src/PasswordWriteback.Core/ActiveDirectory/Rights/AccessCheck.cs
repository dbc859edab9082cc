using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>One request on its way through a DACL: what is still missing, and who decided.</summary>
/// <remarks>No Enum.HasFlag on this path: builds without optimization box its operands.</remarks>
internal ref struct AccessCheck
{
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

    public void Take(in AceView ace, int index, bool ownsIt)
    {
        var type = ace.Type;
        var denies = type.IsDeny();
        if (!denies && (!type.IsAllow() || type.IsCallback()))
        {
            return;
        }

        var decided = ace.Mask.MapGeneric() & _missing;
        if (decided == AccessMask.None || (ace.Flags & AceFlags.InheritOnly) != AceFlags.None)
        {
            return;
        }

        if ((ace.HasObjectType && !Means(ace.ObjectType)) || !IsFor(ace.Sid, ownsIt))
        {
            return;
        }

        _denied = denies;
        _missing = denies ? _missing : _missing & ~decided;
        _decidedBy = index;
    }

    private readonly bool Means(in Guid objectType) =>
        _hasTypes && (objectType == _objectType || objectType == _propertySet || objectType == _objectClass);

    private readonly bool IsFor(ReadOnlySpan<byte> sid, bool ownsIt) =>
        _token.Contains(sid)
        || (sid.Length == 12 && !_objectSid.IsEmpty && sid.SequenceEqual(WellKnownSids.Self.Bytes) && _token.Contains(_objectSid))
        || (ownsIt && sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes));
}
