namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>
/// Canonical order: explicit before inherited, denying before allowing among the explicit (win32, Order of ACEs in a DACL).
/// Inherited ACEs keep the order in which they came, nearest parent first; it cannot be judged from the ACL alone.
/// </summary>
internal static class AceOrder
{
    private enum Rank
    {
        None,
        Deny,
        DenyObject,
        Allow,
        AllowObject,
        Inherited,
    }

    public static bool IsCanonical(ReadOnlySpan<Ace> aces, out string? reason)
    {
        var firstAllow = -1;
        var firstInherited = -1;
        for (var i = 0; i < aces.Length; i++)
        {
            var rank = RankOf(aces[i]);
            if (rank is Rank.Inherited)
            {
                firstInherited = firstInherited < 0 ? i : firstInherited;
            }
            else if (firstInherited >= 0 && rank != Rank.None)
            {
                reason = $"ACE {i} is explicit but follows ACE {firstInherited}, which is inherited.";
                return false;
            }
            else if (rank is Rank.Allow or Rank.AllowObject)
            {
                firstAllow = firstAllow < 0 ? i : firstAllow;
            }
            else if (rank is Rank.Deny or Rank.DenyObject && firstAllow >= 0)
            {
                reason = $"ACE {i} denies but follows ACE {firstAllow}, which allows.";
                return false;
            }
        }

        reason = null;
        return true;
    }

    /// <summary>Behind the last ACE that may stand before it: plain ACEs go before object ACEs where the list has it so.</summary>
    public static int PlaceFor(ReadOnlySpan<Ace> aces, Ace ace)
    {
        var rank = RankOf(ace);
        var place = 0;
        for (var i = 0; i < aces.Length; i++)
        {
            var other = RankOf(aces[i]);
            if (other != Rank.None && other <= rank)
            {
                place = i + 1;
            }
        }

        return place;
    }

    /// <summary>ACEs that neither allow nor deny have no place in the order and disturb none.</summary>
    private static Rank RankOf(Ace ace)
    {
        if (!ace.Type.IsAllow() && !ace.Type.IsDeny())
        {
            return Rank.None;
        }

        if (ace.IsInherited)
        {
            return Rank.Inherited;
        }

        var isObject = AceLayouts.Of(ace.Type) == AceLayout.Object;
        return ace.Type.IsDeny()
            ? isObject ? Rank.DenyObject : Rank.Deny
            : isObject ? Rank.AllowObject : Rank.Allow;
    }
}
