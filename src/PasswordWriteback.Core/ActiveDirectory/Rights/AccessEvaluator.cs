using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// Decides rights as a domain controller does: ACE by ACE in stored order, the first decision for each bit wins
/// (MS-ADTS 5.1.3.3, MS-DTYP 2.5.3.2). All rights that are asked together are decided in one pass over the DACL.
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
    /// <summary>How many rights can be asked at once.</summary>
    public const int MaxRights = 64;

    /// <summary>Decides a right on a descriptor that was read.</summary>
    /// <param name="descriptor">The object's descriptor; with the owner part, or the owner's own rights are not seen.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="objectSid">The object's own SID, for ACEs for SELF; null when it has none.</param>
    public static AccessResult Evaluate(SecurityDescriptor descriptor, AccessToken token, in RequestedRight right, Sid? objectSid = null)
    {
        AccessResult result = default;
        Evaluate(descriptor, token, new ReadOnlySpan<RequestedRight>(in right), new Span<AccessResult>(ref result), objectSid);
        return result;
    }

    /// <summary>Decides several rights on a descriptor that was read.</summary>
    /// <param name="descriptor">The object's descriptor; with the owner part, or the owner's own rights are not seen.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="rights">What for; at most <see cref="MaxRights"/>.</param>
    /// <param name="results">Takes the answer to each right, at the same index.</param>
    /// <param name="objectSid">The object's own SID, for ACEs for SELF; null when it has none.</param>
    public static void Evaluate(
        SecurityDescriptor descriptor,
        AccessToken token,
        ReadOnlySpan<RequestedRight> rights,
        Span<AccessResult> results,
        Sid? objectSid = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(token);
        if (descriptor.Dacl is { } dacl)
        {
            Evaluate(dacl.Aces.AsSpan(), token, rights, results, descriptor.Owner, objectSid);
        }
        else
        {
            GrantAll(rights, results);
        }
    }

    /// <summary>Decides a right on a descriptor in binary form, where it lies. Allocates nothing.</summary>
    /// <param name="descriptor">The self-relative descriptor.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="objectSid">The object's own SID in binary form; empty when it has none.</param>
    /// <exception cref="DescriptorFormatException">The header, the owner or any ACE of the DACL is malformed.</exception>
    public static AccessResult Evaluate(
        ReadOnlySpan<byte> descriptor, AccessToken token, in RequestedRight right, ReadOnlySpan<byte> objectSid = default)
    {
        AccessResult result = default;
        Evaluate(descriptor, token, new ReadOnlySpan<RequestedRight>(in right), new Span<AccessResult>(ref result), objectSid);
        return result;
    }

    /// <summary>
    /// Decides several rights on a descriptor in binary form, where it lies. Allocates nothing. Every ACE is read, also behind
    /// the last that decides: whether a DACL is accepted does not depend on what is asked.
    /// </summary>
    /// <param name="descriptor">The self-relative descriptor.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="rights">What for; at most <see cref="MaxRights"/>.</param>
    /// <param name="results">Takes the answer to each right, at the same index.</param>
    /// <param name="objectSid">The object's own SID in binary form; empty when it has none.</param>
    /// <exception cref="DescriptorFormatException">The header, the owner or any ACE of the DACL is malformed.</exception>
    public static void Evaluate(
        ReadOnlySpan<byte> descriptor,
        AccessToken token,
        ReadOnlySpan<RequestedRight> rights,
        Span<AccessResult> results,
        ReadOnlySpan<byte> objectSid = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rights.Length, MaxRights, nameof(rights));
        var view = new DescriptorView(descriptor);
        var owner = view.Owner;
        var dacl = view.DaclOffset;
        if (dacl == 0)
        {
            GrantAll(rights, results);
            return;
        }

        var check = new AccessCheck(token, rights, stackalloc AccessMask[rights.Length], results, owner, objectSid);
        if (check.WantsOwnersRights && !OwnerRights.AreNamedIn(descriptor, dacl))
        {
            check.GrantOwnersRights();
        }

        var reader = new AclReader(descriptor, dacl);
        while (reader.MoveNext())
        {
            check.Take(reader.Current, reader.Index);
        }
    }

    /// <summary>Decides several rights on ACEs that are not, or not yet, a DACL: such a list has no limit of size.</summary>
    internal static void Evaluate(
        ReadOnlySpan<Ace> aces,
        AccessToken token,
        ReadOnlySpan<RequestedRight> rights,
        Span<AccessResult> results,
        Sid? owner = null,
        Sid? objectSid = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rights.Length, MaxRights, nameof(rights));
        var check = new AccessCheck(
            token, rights, stackalloc AccessMask[rights.Length], results, owner is null ? default : owner.Bytes, objectSid is null ? default : objectSid.Bytes);
        if (check.WantsOwnersRights && !OwnerRights.AreNamedIn(aces))
        {
            check.GrantOwnersRights();
        }

        for (var i = 0; i < aces.Length; i++)
        {
            check.Take(AceView.Of(aces[i]), i);
        }
    }

    /// <summary>Without a DACL everything is granted (MS-ADTS 5.1.3.3.1).</summary>
    private static void GrantAll(ReadOnlySpan<RequestedRight> rights, Span<AccessResult> results) =>
        results[..rights.Length].Fill(new AccessResult(AccessDecision.Granted, -1));
}
