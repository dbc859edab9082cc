using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>A JSON web token, taken apart and not yet trusted.</summary>
internal sealed record Jwt(JsonObject Header, JsonObject Claims, byte[] SignedContent, byte[] Signature)
{
    /// <summary>The parts, or null when the text is no token.</summary>
    public static Jwt? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(parts[0])) is JsonObject header
                && JsonNode.Parse(Base64Url.DecodeFromChars(parts[1])) is JsonObject claims
                ? new Jwt(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
