using System.Buffers.Binary;
using System.Text;

namespace PasswordWriteback.Relay.Doctor.Outbound;

/// <summary>The proxy of WinHTTP, as <c>netsh winhttp set proxy</c> leaves it in the registry.</summary>
/// <param name="Proxy">The proxy, for example <c>proxy:8080</c>; null for a direct connection.</param>
/// <param name="Bypass">Names that go past it; null when none.</param>
internal sealed record WinHttpProxy(string? Proxy, string? Bypass)
{
    public const string Key = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";
    public const string Value = "WinHttpSettings";

    private const uint NamedProxy = 2;

    /// <summary>
    /// Reads the value: version, counter and flags (4 bytes each), then length and text of the proxy and of its exceptions.
    /// Microsoft does not publish the layout; null when it is another one.
    /// </summary>
    public static WinHttpProxy? Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < 16)
        {
            return null;
        }

        var flags = BinaryPrimitives.ReadUInt32LittleEndian(value[8..]);
        var rest = value[12..];
        return !Text(ref rest, out var proxy) ? null
            : (flags & NamedProxy) == 0 ? new WinHttpProxy(Proxy: null, Bypass: null)
            : proxy.Length == 0 || !Text(ref rest, out var bypass) ? null
            : new WinHttpProxy(proxy, bypass.Length == 0 ? null : bypass);
    }

    private static bool Text(ref ReadOnlySpan<byte> rest, out string text)
    {
        text = string.Empty;
        if (rest.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(rest) is var length && length > rest.Length - 4)
        {
            return false;
        }

        text = Encoding.ASCII.GetString(rest.Slice(4, (int)length)).TrimEnd('\0');
        rest = rest[(4 + (int)length)..];
        return true;
    }
}
