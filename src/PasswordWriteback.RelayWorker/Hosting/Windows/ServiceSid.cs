using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>SID of <c>NT SERVICE\name</c>: S-1-5-80 and the SHA-1 of the name in upper case, UTF-16 (the same on every server; <c>sc showsid</c> shows it).</summary>
internal static class ServiceSid
{
    /// <summary>The SID in text.</summary>
    public static string Of(string serviceName)
    {
#pragma warning disable CA5350 // Windows defines service SIDs by SHA-1; nothing is protected by it.
        var hash = SHA1.HashData(Encoding.Unicode.GetBytes(serviceName.ToUpperInvariant()));
#pragma warning restore CA5350
        return "S-1-5-80" + string.Concat(Enumerable.Range(0, 5).Select(
            part => string.Create(CultureInfo.InvariantCulture, $"-{BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(part * 4))}")));
    }
}
