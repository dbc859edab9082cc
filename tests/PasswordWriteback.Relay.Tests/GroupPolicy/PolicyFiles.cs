using System.Buffers.Binary;
using System.Text;

namespace PasswordWriteback.Relay.Tests.GroupPolicy;

/// <summary>Files of Group Policies, byte by byte as their specifications say.</summary>
internal static class PolicyFiles
{
    public const string LsaKey = @"System\CurrentControlSet\Control\Lsa";

    /// <summary>MS-GPREG 2.2.1.</summary>
    public static byte[] RegistryPol(params (string Key, string Value, uint Type, byte[] Data)[] entries)
    {
        using var file = new MemoryStream();
        file.Write("PReg"u8);
        file.Write(Number(1));
        foreach (var (key, value, type, data) in entries)
        {
            file.Write(Utf16("["));
            file.Write(Utf16($"{key}\0;"));
            file.Write(Utf16($"{value}\0;"));
            file.Write(Number(type));
            file.Write(Utf16(";"));
            file.Write(Number((uint)data.Length));
            file.Write(Utf16(";"));
            file.Write(data);
            file.Write(Utf16("]"));
        }

        return file.ToArray();
    }

    public static (string Key, string Value, uint Type, byte[] Data) Text(string value, string text, string key = LsaKey) => (key, value, 1, Utf16($"{text}\0"));

    /// <summary>MS-GPSB 2.2, as Windows writes it: UTF-16LE with a byte order mark.</summary>
    public static byte[] Template(params string[] registryValues) => [0xFF, 0xFE, .. Utf16(TemplateText(registryValues))];

    public static string TemplateText(params string[] registryValues) =>
        "[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n; made for a test\r\n"
        + $"[Registry Values]\r\n{string.Join("\r\n", registryValues)}\r\n[System Access]\r\nMinimumPasswordAge = 1\r\n";

    /// <summary>The same with a section [System Access], which password policy stands in.</summary>
    public static string SystemAccessText(params string[] settings) =>
        "[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature=\"$CHICAGO$\"\r\nRevision=1\r\n"
        + $"[System Access]\r\n{string.Join("\r\n", settings)}\r\n[Kerberos Policy]\r\nMaxTicketAge = 10\r\n";

    public static byte[] Utf16(string text) => Encoding.Unicode.GetBytes(text);

    private static byte[] Number(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes;
    }
}
