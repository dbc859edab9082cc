using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>One request on its way through a DACL: what is still missing, and who decided.</summary>
internal ref struct AccessCheck
{
    private const AccessMask OwnersRights = AccessMask.ReadControl | AccessMask.WriteDacl;

    private readonly AccessToken _token;
    private readonly RequestedRight _right;
    private readonly ReadOnlySpan<byte> _objectSid;
    private AccessMask _missing;
    private int _decidedBy = -1;
    private bool _denied;

    public AccessCheck(AccessToken token, in RequestedRight right, ReadOnlySpan<byte> objectSid)
    {
        _token = token;
        _right = right;
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
        if (decided == AccessMask.None || ace.Flags.HasFlag(AceFlags.InheritOnly))
        {
            return;
        }

        if ((ace.HasObjectType && !_right.IsMeantBy(ace.ObjectType)) || !IsFor(ace.Sid, ownsIt))
        {
            return;
        }

        _denied = denies;
        _missing = denies ? _missing : _missing & ~decided;
        _decidedBy = index;
    }

    private readonly bool IsFor(ReadOnlySpan<byte> sid, bool ownsIt) =>
        _token.Contains(sid)
        || (sid.Length == 12 && !_objectSid.IsEmpty && sid.SequenceEqual(WellKnownSids.Self.Bytes) && _token.Contains(_objectSid))
        || (ownsIt && sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes));
}
