using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>Rights on their way through one DACL: what of each is still missing, and which ACE decided it.</summary>
/// <remarks>No Enum.HasFlag on this path: builds without optimization box its operands.</remarks>
internal ref struct AccessCheck
{
    private readonly AccessToken _token;
    private readonly ReadOnlySpan<RequestedRight> _rights;
    private readonly Span<AccessMask> _missing;
    private readonly Span<AccessResult> _results;
    private readonly ulong _objectTypes;
    private readonly bool _isObject;
    private readonly bool _isOwner;
    private AccessMask _missingOfAny;

    /// <summary>Starts with nothing granted.</summary>
    /// <param name="token">Who asks.</param>
    /// <param name="rights">What for.</param>
    /// <param name="missing">Working space, as long as <paramref name="rights"/>.</param>
    /// <param name="results">Takes the answers; at least as long as <paramref name="rights"/>.</param>
    /// <param name="owner">The owner's SID; empty when it was not read.</param>
    /// <param name="objectSid">The object's own SID; empty when it has none.</param>
    public AccessCheck(
        AccessToken token,
        ReadOnlySpan<RequestedRight> rights,
        Span<AccessMask> missing,
        Span<AccessResult> results,
        ReadOnlySpan<byte> owner,
        ReadOnlySpan<byte> objectSid)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(results.Length, rights.Length, nameof(results));
        _token = token;
        _rights = rights;
        _missing = missing;
        _results = results;
        _isObject = token.Contains(objectSid);
        _isOwner = token.Contains(owner);
        for (var i = 0; i < rights.Length; i++)
        {
            missing[i] = rights[i].Mask.MapGeneric();
            results[i] = new AccessResult(missing[i] == AccessMask.None ? AccessDecision.Granted : AccessDecision.NotGranted, -1);
            _missingOfAny |= missing[i];
            _objectTypes |= BitOf(rights[i].ObjectType) | BitOf(rights[i].PropertySet) | BitOf(rights[i].ObjectClass);
        }
    }

    /// <summary>Whether the token is the owner, and what an owner has of its own accord is asked for: then an ACE for OWNER RIGHTS matters.</summary>
    public readonly bool WantsOwnersRights => _isOwner && (_missingOfAny & OwnerRights.OfItsOwnAccord) != AccessMask.None;

    /// <summary>Gives what the owner has of its own accord.</summary>
    public void GrantOwnersRights()
    {
        for (var i = 0; i < _rights.Length; i++)
        {
            Grant(i, OwnerRights.OfItsOwnAccord, -1);
        }
    }

    /// <summary>Takes the next ACE. What costs least is looked at first: most ACEs of a DACL decide nothing that is asked.</summary>
    public void Take(in AceView ace, int index)
    {
        var mask = ace.Mask.MapGeneric();
        if ((mask & _missingOfAny) == AccessMask.None || !Applies(ace) || !MayBeMeant(ace) || !IsFor(ace.Sid))
        {
            return;
        }

        var missing = AccessMask.None;
        for (var i = 0; i < _rights.Length; i++)
        {
            if ((mask & _missing[i]) != AccessMask.None && (!ace.HasObjectType || _rights[i].IsMeantBy(ace.ObjectType)))
            {
                Decide(i, ace.Type.IsDeny(), mask, index);
            }

            missing |= _missing[i];
        }

        _missingOfAny = missing;
    }

    private static bool Applies(in AceView ace) => (ace.Flags & AceFlags.InheritOnly) == AceFlags.None && ace.Type.Decides();

    /// <summary>One of 64 bits for an object type: most that nobody asks about are told by it, without a comparison.</summary>
    private static ulong BitOf(Guid objectType) => 1ul << objectType.GetHashCode();

    private static ulong BitOf(Guid? objectType) => objectType is { } type ? BitOf(type) : 0;

    private readonly bool MayBeMeant(in AceView ace) => !ace.HasObjectType || (BitOf(ace.ObjectType) & _objectTypes) != 0;

    private readonly bool IsFor(ReadOnlySpan<byte> sid) =>
        _token.Contains(sid)
        || (_isObject && sid.SequenceEqual(WellKnownSids.Self.Bytes))
        || (_isOwner && sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes));

    private readonly void Decide(int right, bool deny, AccessMask mask, int index)
    {
        if (deny)
        {
            _missing[right] = AccessMask.None;
            _results[right] = new AccessResult(AccessDecision.Denied, index);
        }
        else
        {
            Grant(right, mask, index);
        }
    }

    /// <summary>A right is granted by the ACE that gives the last of its bits.</summary>
    private readonly void Grant(int right, AccessMask mask, int index)
    {
        if ((_missing[right] & mask) == AccessMask.None)
        {
            return;
        }

        _missing[right] &= ~mask;
        if (_missing[right] == AccessMask.None)
        {
            _results[right] = new AccessResult(AccessDecision.Granted, index);
        }
    }
}
