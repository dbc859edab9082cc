using System.Text.Json;

namespace PasswordWriteback.Core.Relay.Queue;

/// <summary>
/// A sender's own properties as HTTP headers: one header each, strings in JSON's quotes
/// (https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties).
/// </summary>
public static class CustomProperties
{
    /// <summary>Headers of HTTP itself, of its proxies and of Service Bus: never a property.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Age", "Allow", "Authorization", "BrokerProperties", "Cache-Control", "Connection",
        "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date", "ETag", "Expect", "Expires", "Forwarded", "Host", "Keep-Alive",
        "Last-Modified", "Location", "Origin", "Pragma", "Proxy-Authorization", "Proxy-Connection", "Range", "Referer", "Request-Id", "Retry-After",
        "Server", "Set-Cookie", "Strict-Transport-Security", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Vary", "Via",
        "traceparent", "tracestate", "baggage", "Correlation-Context", "ServiceBusAuthorization",
    };

    /// <summary>Whether a header of this name is a property.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= 128
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && !Reserved.Contains(name)
            && !name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A property's value as a header: an ASCII JSON string.</summary>
    public static string ToHeader(string value) => $"\"{JsonEncodedText.Encode(value)}\"";

    /// <summary>A header as a property's value. What is no JSON string is taken as it stands: a number, a truth value, or a sender who left out the quotes.</summary>
    public static string FromHeader(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (header is not ['"', .., '"'])
        {
            return header;
        }

        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is for half of a surrogate pair.
            return header;
        }
    }
}
