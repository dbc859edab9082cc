using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>Reads a line that holds a security descriptor: base64, SDDL, or JSON around either.</summary>
internal static class DescriptorInput
{
    /// <exception cref="FormatException">The line is none of these.</exception>
    /// <exception cref="DescriptorFormatException">It is no security descriptor.</exception>
    public static SecurityDescriptor Parse(string line, SddlDomain? domain)
    {
        var text = line.Trim();
        return text[0] is '{' or '"' ? ParseJson(text, domain) : ParsePlain(text, domain);
    }

    private static SecurityDescriptor ParsePlain(string text, SddlDomain? domain)
    {
        // No base64 text holds a colon; every SDDL text does.
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return SddlParser.Parse(text, domain);
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? SecurityDescriptor.Parse(bytes.AsSpan(0, length))
            : throw new FormatException("It is neither base64 nor SDDL.");
    }

    private static SecurityDescriptor ParseJson(string text, SddlDomain? domain)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var value = document.RootElement;
            if (value.ValueKind == JsonValueKind.Object
                && !(value.TryGetProperty("base64", out value) || document.RootElement.TryGetProperty("sddl", out value)))
            {
                throw new FormatException("The JSON object has neither 'base64' nor 'sddl'.");
            }

            return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } inner
                ? ParsePlain(inner.Trim(), domain)
                : throw new FormatException("The descriptor in the JSON is no text.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"It is no JSON: {exception.Message}", exception);
        }
    }
}
