using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// The SIDs that an account shows to a domain controller (MS-ADTS 5.1.3.1): its own, its SID history, its groups,
/// Everyone and Authenticated Users. Immutable; asking allocates nothing.
/// </summary>
public sealed class AccessToken
{
    private readonly Sid?[] _slots;
    private readonly uint _mask;

    /// <summary>Makes a token.</summary>
    /// <param name="account">The account's own SID.</param>
    /// <param name="others">Everything else that it shows. Everyone and Authenticated Users are added.</param>
    public AccessToken(Sid account, IEnumerable<Sid> others)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(others);
        Account = account;
        var sids = new HashSet<Sid>(others) { account, WellKnownSids.Everyone, WellKnownSids.AuthenticatedUsers };
        Sids = sids;
        _slots = new Sid?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)sids.Count * 4)];
        _mask = (uint)_slots.Length - 1;
        foreach (var sid in sids)
        {
            var slot = SidBytes.Hash(sid.Bytes) & _mask;
            while (_slots[slot] is not null)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = sid;
        }
    }

    /// <summary>The account's own SID.</summary>
    public Sid Account { get; }

    /// <summary>Every SID of the token.</summary>
    public IReadOnlyCollection<Sid> Sids { get; }

    /// <summary>Whether the token shows the SID.</summary>
    public bool Contains(Sid? sid) => sid is not null && Contains(sid.Bytes);

    /// <summary>Whether the token shows the SID with these bytes; false for anything that is no SID.</summary>
    public bool Contains(ReadOnlySpan<byte> sid)
    {
        if (sid.Length < 8)
        {
            return false;
        }

        for (var slot = SidBytes.Hash(sid) & _mask; _slots[slot] is { } known; slot = (slot + 1) & _mask)
        {
            if (known.Bytes.SequenceEqual(sid))
            {
                return true;
            }
        }

        return false;
    }
}
