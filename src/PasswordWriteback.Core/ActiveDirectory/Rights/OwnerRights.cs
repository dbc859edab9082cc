using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>
/// What an owner has of its own accord, and whether a DACL takes it away: an applying ACE for OWNER RIGHTS, anywhere in the
/// list, replaces it (MS-DTYP 2.5.3.2).
/// </summary>
internal static class OwnerRights
{
    public const AccessMask OfItsOwnAccord = AccessMask.ReadControl | AccessMask.WriteDacl;

    public static bool AreNamedIn(ReadOnlySpan<Ace> aces)
    {
        foreach (var ace in aces)
        {
            if (AreNamedBy(AceView.Of(ace)))
            {
                return true;
            }
        }

        return false;
    }

    public static bool AreNamedIn(ReadOnlySpan<byte> descriptor, int dacl)
    {
        var reader = new AclReader(descriptor, dacl);
        while (reader.MoveNext())
        {
            if (AreNamedBy(reader.Current))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreNamedBy(in AceView ace) =>
        (ace.Flags & AceFlags.InheritOnly) == AceFlags.None
        && ace.Sid.SequenceEqual(WellKnownSids.OwnerRights.Bytes)
        && (ace.Type.IsAllow() || ace.Type.IsDeny());
}
