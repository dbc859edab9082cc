using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>
/// Base64url in its only form: no padding, no white space, unused bits zero (RFC 4648 section 3.5). Otherwise one signature
/// could be written in several ways.
/// </summary>
internal static class CanonicalBase64Url
{
    /// <summary>Decodes <paramref name="text"/>; false when it is anything but the canonical form.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done
            || !text.SequenceEqual(Base64Url.EncodeToString(decoded.AsSpan(0, written))))
        {
            return false;
        }

        bytes = decoded[..written];
        return true;
    }
}
