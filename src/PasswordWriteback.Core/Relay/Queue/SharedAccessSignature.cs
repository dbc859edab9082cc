using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>
/// Makes and checks shared access signatures, the same for Azure and for the local queue
/// (https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas): HMAC-SHA256, by the bytes of the key's text,
/// over the URL-encoded address, a line feed and the expiry in seconds since 1970.
/// </summary>
public sealed class SharedAccessSignature
{
    private const string Scheme = "SharedAccessSignature ";

    private readonly string _encodedResource;
    private readonly string _expiry;
    private readonly byte[] _signature;

    private SharedAccessSignature(string encodedResource, string expiry, byte[] signature, string keyName)
    {
        _encodedResource = encodedResource;
        _expiry = expiry;
        _signature = signature;
        KeyName = keyName;
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(expiry, NumberStyles.None, CultureInfo.InvariantCulture));
        Resource = Uri.UnescapeDataString(encodedResource);
    }

    /// <summary>The address that it is for, and all below.</summary>
    public string Resource { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The name of the key that it claims to be signed with.</summary>
    public string KeyName { get; }

    /// <summary>Makes a token for a queue.</summary>
    /// <param name="resource">The queue's address, e.g. <c>https://contoso.servicebus.windows.net/relay-1</c>.</param>
    /// <param name="rule">The key, and through it the rights.</param>
    /// <param name="expiresAt">When it ends; cut to the second.</param>
    public static SasToken Create(Uri resource, SharedAccessRule rule, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(rule);
        var encoded = Uri.EscapeDataString(resource.AbsoluteUri);
        var expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Uri.EscapeDataString(Convert.ToBase64String(Sign(rule.Key, encoded, expiry)));
        return new(
            $"{Scheme}sr={encoded}&sig={signature}&se={expiry}&skn={Uri.EscapeDataString(rule.Name)}",
            DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds()));
    }

    /// <summary>Reads an <c>Authorization</c> header without believing it; null when it is no shared access signature.</summary>
    public static SharedAccessSignature? Parse(string? authorization)
    {
        if (authorization is null || authorization.Length > 4096 || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in authorization[Scheme.Length..].Split('&'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !fields.TryAdd(field[..equals].Trim(), field[(equals + 1)..]))
            {
                return null;
            }
        }

        var signature = new byte[HMACSHA256.HashSizeInBytes];
        return fields.TryGetValue("sr", out var resource) && resource.Length > 0
            && fields.TryGetValue("skn", out var name) && name.Length > 0
            && fields.TryGetValue("sig", out var text)
            && Convert.TryFromBase64String(Uri.UnescapeDataString(text), signature, out var length) && length == signature.Length
            && fields.TryGetValue("se", out var expiry) && expiry.Length is > 0 and <= 11 && expiry.All(char.IsAsciiDigit)
            ? new(resource, expiry, signature, Uri.UnescapeDataString(name))
            : null;
    }

    /// <summary>Whether <paramref name="key"/> made it; takes as long for a wrong one as for a right one.</summary>
    public bool IsSignedWith(string key) => CryptographicOperations.FixedTimeEquals(Sign(key, _encodedResource, _expiry), _signature);

    /// <summary>Whether it is for <paramref name="address"/> or for something above it. The scheme and the case of letters do not matter.</summary>
    public bool Covers(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Uri.TryCreate(Resource, UriKind.Absolute, out var resource)
            && string.Equals(resource.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase)
            && (resource.Port == address.Port || resource.IsDefaultPort || resource.Port == -1)
            && $"{address.AbsolutePath.TrimEnd('/')}/".StartsWith($"{resource.AbsolutePath.TrimEnd('/')}/", StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] Sign(string key, string encodedResource, string expiry) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{encodedResource}\n{expiry}"));
}
