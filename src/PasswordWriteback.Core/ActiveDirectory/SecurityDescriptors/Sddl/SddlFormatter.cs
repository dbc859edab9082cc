using System.Text;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>
/// Writes descriptors and ACEs in SDDL (MS-DTYP 2.5.1), the same text as Samba's library writes for what both know.
/// </summary>
/// <remarks>
/// Beyond it: the NULL DACL is <c>D:NO_ACCESS_CONTROL</c>, as Windows writes it; what follows the SID (a condition, a claim,
/// spare bytes) is a seventh field <c>0x…</c>, never words; an ACE that these cannot tell byte for byte, for want of letters
/// for its type or because its layout is odd, is <c>(0xTT;flags;0x…)</c> with everything behind its header. So each ACE comes
/// back from its text with the same bytes. A descriptor need not: SDDL knows no revisions, no gaps, and of the control bits
/// only P, AR and AI.
/// </remarks>
public static class SddlFormatter
{
    /// <summary>A whole descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="domain">For domain-relative names; null writes all of them as SIDs.</param>
    public static string Format(SecurityDescriptor descriptor, SddlDomain? domain = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var text = new StringBuilder();
        if (descriptor.Owner is { } owner)
        {
            text.Append("O:").Append(SddlSids.Format(owner, domain));
        }

        if (descriptor.Group is { } group)
        {
            text.Append("G:").Append(SddlSids.Format(group, domain));
        }

        if (descriptor.DaclState != DaclState.Absent)
        {
            text.Append("D:").Append(Flags(
                descriptor.Control, DescriptorControl.DaclProtected, DescriptorControl.DaclAutoInheritRequired, DescriptorControl.DaclAutoInherited));
            Append(text, descriptor.Dacl, domain);
        }

        if (descriptor.Sacl is { } sacl)
        {
            text.Append("S:").Append(Flags(
                descriptor.Control, DescriptorControl.SaclProtected, DescriptorControl.SaclAutoInheritRequired, DescriptorControl.SaclAutoInherited));
            Append(text, sacl, domain);
        }

        return text.ToString();
    }

    /// <summary>One ACE with its parentheses, for example <c>(OA;CIIO;CR;…;…;S-1-5-…)</c>.</summary>
    /// <param name="ace">The ACE.</param>
    /// <param name="domain">For domain-relative names; null writes all of them as SIDs.</param>
    public static string Format(Ace ace, SddlDomain? domain = null)
    {
        ArgumentNullException.ThrowIfNull(ace);
        var type = SddlTokens.Format(ace.Type);
        var flags = SddlTokens.Format(ace.Flags);
        if (ace.Sid is null || type.StartsWith("0x", StringComparison.Ordinal) || !IsToldByItsFields(ace, ace.Sid))
        {
            return $"(0x{(byte)ace.Type:x2};{flags};{Hex(ace.Bytes[4..])})";
        }

        var hasData = ace.Type.IsCallback() || ace.Type == AceType.SystemResourceAttribute || !ace.ApplicationData.IsEmpty;
        var data = hasData ? $";{Hex(ace.ApplicationData.Span)}" : string.Empty;
        return $"({type};{flags};{SddlTokens.Format(ace.Mask)};{ace.ObjectType};{ace.InheritedObjectType};{SddlSids.Format(ace.Sid, domain)}{data})";
    }

    private static bool IsToldByItsFields(Ace ace, Sid sid) =>
        ace.Bytes.Length % 4 == 0
        && AceBuilder.Build(ace.Type, ace.Flags, ace.Mask, ace.ObjectType, ace.InheritedObjectType, sid, ace.ApplicationData.Span).Equals(ace);

    private static void Append(StringBuilder text, Acl? acl, SddlDomain? domain)
    {
        if (acl is null)
        {
            text.Append("NO_ACCESS_CONTROL");
            return;
        }

        foreach (var ace in acl.Aces)
        {
            text.Append(Format(ace, domain));
        }
    }

    private static string Flags(DescriptorControl control, DescriptorControl isProtected, DescriptorControl required, DescriptorControl inherited) =>
        (control.HasFlag(isProtected) ? "P" : string.Empty)
        + (control.HasFlag(required) ? "AR" : string.Empty)
        + (control.HasFlag(inherited) ? "AI" : string.Empty);

    private static string Hex(ReadOnlySpan<byte> data) => "0x" + Convert.ToHexStringLower(data);
}
