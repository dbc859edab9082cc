namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>Reads SDDL (MS-DTYP 2.5.1): everything that <see cref="SddlFormatter"/> writes, and what people write by hand.</summary>
/// <remarks>
/// Parts may come in any order, each once. White space may stand before and behind an ACE: the schema that Microsoft ships has
/// some (msSPP-ActivationObject). Conditions and claims in words are refused: only their binary form is read.
/// </remarks>
public static class SddlParser
{
    /// <summary>Reads a whole descriptor.</summary>
    /// <param name="text">The SDDL; white space at both ends is ignored.</param>
    /// <param name="domain">For domain-relative names; null refuses them.</param>
    /// <exception cref="DescriptorFormatException">The text is no SDDL; the offset counts characters.</exception>
    public static SecurityDescriptor Parse(string text, SddlDomain? domain = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new SddlReader(text);
        var parts = new Dictionary<char, int>();
        Sid? owner = null;
        Sid? group = null;
        Acl? dacl = null;
        Acl? sacl = null;
        var control = DescriptorControl.None;
        while (!reader.IsAtEnd)
        {
            var at = reader.Position;
            var part = reader.ReadPart();
            if (!parts.TryAdd(part, at))
            {
                throw new DescriptorFormatException(at, $"'{part}:' is there already, at {parts[part]}.");
            }

            switch (part)
            {
                case 'O':
                    owner = ReadSid(ref reader, domain);
                    break;
                case 'G':
                    group = ReadSid(ref reader, domain);
                    break;
                case 'D':
                    control |= DescriptorControl.DaclPresent | reader.ReadAclFlags(
                        DescriptorControl.DaclProtected, DescriptorControl.DaclAutoInheritRequired, DescriptorControl.DaclAutoInherited);
                    dacl = reader.TryRead("NO_ACCESS_CONTROL") ? null : ReadAcl(ref reader, domain);
                    break;
                default:
                    control |= reader.ReadAclFlags(
                        DescriptorControl.SaclProtected, DescriptorControl.SaclAutoInheritRequired, DescriptorControl.SaclAutoInherited);
                    sacl = ReadAcl(ref reader, domain);
                    break;
            }
        }

        return parts.Count > 0
            ? new SecurityDescriptor(control, owner, group, dacl, sacl)
            : throw new DescriptorFormatException(0, "the text is empty.");
    }

    /// <summary>Reads one ACE in parentheses.</summary>
    /// <param name="text">The ACE; white space at both ends is ignored.</param>
    /// <param name="domain">For domain-relative names; null refuses them.</param>
    /// <exception cref="DescriptorFormatException">The text is no ACE; the offset counts characters.</exception>
    public static Ace ParseAce(string text, SddlDomain? domain = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new SddlReader(text);
        var ace = SddlAce.Parse(reader.ReadParenthesized(out var at), at, domain);
        return reader.IsAtEnd ? ace : throw new DescriptorFormatException(reader.Position, "something follows the ACE.");
    }

    private static Sid ReadSid(ref SddlReader reader, SddlDomain? domain)
    {
        var at = reader.Position;
        return SddlSids.Parse(reader.ReadSidText(), domain, out var reason) ?? throw new DescriptorFormatException(at, reason);
    }

    private static Acl ReadAcl(ref SddlReader reader, SddlDomain? domain)
    {
        var start = reader.Position;
        var aces = new List<Ace>();
        var size = 0;
        for (reader.SkipWhiteSpace(); reader.IsAt('('); reader.SkipWhiteSpace())
        {
            aces.Add(SddlAce.Parse(reader.ReadParenthesized(out var at), at, domain));
            size += aces[^1].Bytes.Length;
            if (size > ushort.MaxValue - AclReader.HeaderLength)
            {
                throw new DescriptorFormatException(start, "the list has more than 65,535 bytes.");
            }
        }

        return new Acl(aces);
    }
}
