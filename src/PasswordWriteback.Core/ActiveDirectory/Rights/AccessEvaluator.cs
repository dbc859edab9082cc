using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// Decides a right as a domain controller does: ACE by ACE in stored order, the first decision for each bit wins
/// (MS-ADTS 5.1.3.3, MS-DTYP 2.5.3.2).
/// </summary>
/// <remarks>
/// Inherit-only ACEs don't apply. No DACL (absent or NULL) grants, an empty one denies. The owner has READ_CONTROL and
/// WRITE_DAC of its own accord (MS-DTYP 2.5.3.2; MS-ADTS 5.1.3.3.2 also names WRITE_OWNER, which no domain controller gives),
/// unless an applying ACE names OWNER RIGHTS. SELF stands for the object's own SID. The inherited object type plays no part:
/// inheritance has turned it into the inherit-only flag. Conditions of callback ACEs are not evaluated: an allowing one is
/// skipped, a denying one applies, so a right is never believed on the strength of a condition. Privileges (take ownership,
/// restore) are not modelled.
/// </remarks>
public static class AccessEvaluator
{
    /// <summary>Decides a right on a descriptor that was read.</summary>
    /// <param name="descriptor">The object's descriptor; with the owner part, or the owner's own rights are not seen.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="objectSid">The object's own SID, for ACEs for SELF; null when it has none.</param>
    public static AccessResult Evaluate(SecurityDescriptor descriptor, AccessToken token, in RequestedRight right, Sid? objectSid = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(token);
        if (descriptor.Dacl is null)
        {
            return new AccessResult(AccessDecision.Granted, -1);
        }

        var self = objectSid is null ? default : objectSid.Bytes;
        var ownsIt = token.Contains(descriptor.Owner);
        var check = new AccessCheck(token, right, self);
        if (ownsIt && check.WantsOwnersRights && !NamesOwnerRights(descriptor.Dacl))
        {
            check.GrantOwnersRights();
        }

        var aces = descriptor.Dacl.Aces;
        for (var i = 0; i < aces.Length && !check.IsDecided; i++)
        {
            var bytes = aces[i].Bytes;
            if (check.Concerns(bytes))
            {
                check.Take(AceView.Read(bytes, 0, bytes.Length), i, ownsIt);
            }
        }

        return check.Result;
    }

    /// <summary>Decides a right on a descriptor in binary form, where it lies. Allocates nothing.</summary>
    /// <param name="descriptor">The self-relative descriptor.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="objectSid">The object's own SID in binary form; empty when it has none.</param>
    /// <exception cref="DescriptorFormatException">The bytes are malformed, as far as they had to be read.</exception>
    public static AccessResult Evaluate(
        ReadOnlySpan<byte> descriptor, AccessToken token, in RequestedRight right, ReadOnlySpan<byte> objectSid = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        var view = new DescriptorView(descriptor);
        var dacl = view.DaclOffset;
        if (dacl == 0)
        {
            return new AccessResult(AccessDecision.Granted, -1);
        }

        var ownsIt = token.Contains(view.Owner);
        var check = new AccessCheck(token, right, objectSid);
        if (ownsIt && check.WantsOwnersRights && !NamesOwnerRights(descriptor, dacl))
        {
            check.GrantOwnersRights();
        }

        var reader = new AclReader(descriptor, dacl);
        while (!check.IsDecided && reader.MoveNextCut(out var ace))
        {
            if (check.Concerns(ace))
            {
                check.Take(reader.ReadCut(ace), reader.Index, ownsIt);
            }
        }

        return check.Result;
    }

    /// <summary>Decides several rights on one descriptor. Allocates nothing.</summary>
    /// <param name="descriptor">The self-relative descriptor.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="rights">What for.</param>
    /// <param name="results">Takes the answer to each right, at the same index.</param>
    /// <param name="objectSid">The object's own SID in binary form; empty when it has none.</param>
    /// <exception cref="DescriptorFormatException">The bytes are malformed, as far as they had to be read.</exception>
    public static void Evaluate(
        ReadOnlySpan<byte> descriptor,
        AccessToken token,
        ReadOnlySpan<RequestedRight> rights,
        Span<AccessResult> results,
        ReadOnlySpan<byte> objectSid = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(results.Length, rights.Length, nameof(results));
        for (var i = 0; i < rights.Length; i++)
        {
            results[i] = Evaluate(descriptor, token, rights[i], objectSid);
        }
    }

    private static bool NamesOwnerRights(Acl dacl) =>
        dacl.Aces.Any(ace => !ace.IsInheritOnly && ace.Sid == WellKnownSids.OwnerRights && (ace.Type.IsAllow() || ace.Type.IsDeny()));

    private static bool NamesOwnerRights(ReadOnlySpan<byte> descriptor, int dacl)
    {
        var reader = new AclReader(descriptor, dacl);
        while (reader.MoveNext())
        {
            var ace = reader.Current;
            if ((ace.Flags & AceFlags.InheritOnly) == AceFlags.None
                && ace.Sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes)
                && (ace.Type.IsAllow() || ace.Type.IsDeny()))
            {
                return true;
            }
        }

        return false;
    }
}
