using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// The name under which OpenSSL finds a certificate in a folder (<c>openssl x509 -hash</c>): the first four bytes,
/// little-endian, of SHA-1 over the subject in canonical form: text as UTF-8, lower case, blanks collapsed, and without the outer SEQUENCE.
/// </summary>
internal static class OpenSslSubjectHash
{
    private static readonly UniversalTagNumber[] TextTypes =
    [
        UniversalTagNumber.UTF8String, UniversalTagNumber.BMPString, UniversalTagNumber.UniversalString,
        UniversalTagNumber.PrintableString, UniversalTagNumber.T61String, UniversalTagNumber.IA5String, UniversalTagNumber.VisibleString,
    ];

    [SuppressMessage("Security", "CA5350", Justification = "OpenSSL names files with SHA-1; nothing is protected by it.")]
    public static string Compute(X500DistinguishedName subject)
    {
        var names = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
        using var canonical = new MemoryStream();
        while (names.HasData)
        {
            canonical.Write(Canonical(names.ReadSetOf(skipSortOrderValidation: true)));
        }

        var hash = BinaryPrimitives.ReadUInt32LittleEndian(SHA1.HashData(canonical.ToArray()));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    private static byte[] Canonical(AsnReader component)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            while (component.HasData)
            {
                var pair = component.ReadSequence();
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(pair.ReadObjectIdentifier());
                    var tag = pair.PeekTag();
                    if (tag.TagClass == TagClass.Universal && Array.IndexOf(TextTypes, (UniversalTagNumber)tag.TagValue) >= 0)
                    {
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, Fold(Text(pair, tag)));
                    }
                    else
                    {
                        writer.WriteEncodedValue(pair.ReadEncodedValue().Span);
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static string Text(AsnReader pair, Asn1Tag tag) => (UniversalTagNumber)tag.TagValue == UniversalTagNumber.UniversalString
        ? Encoding.GetEncoding("utf-32BE").GetString(pair.ReadEncodedValue().Span[2..])
        : pair.ReadCharacterString((UniversalTagNumber)tag.TagValue);

    // OpenSSL folds ASCII alone.
    private static string Fold(string text) => string.Concat(
        string.Join(' ', text.Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .Select(character => char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character));
}
