using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A line of <c>[Registry Values]</c>.</summary>
/// <param name="Path">Path of the value, beginning with <c>MACHINE\</c>.</param>
/// <param name="Type">Registry type, as in <see cref="RegistryPolicyEntry"/>.</param>
/// <param name="Data">The data without its quotation marks.</param>
public sealed record TemplateRegistryValue(string Path, int Type, string Data);

/// <summary>
/// Reads a security template, GptTmpl.inf (MS-GPSB 2.2): sections <c>[Registry Values]</c> (<c>path=type,data</c>) and
/// <c>[System Access]</c>. Windows writes the file in UTF-16LE; other editors leave UTF-8.
/// </summary>
public static class SecurityTemplate
{
    /// <summary>Where a policy keeps its template, below its folder.</summary>
    public const string File = @"Machine\Microsoft\Windows NT\SecEdit\GptTmpl.inf";

    private const string RegistryValues = "Registry Values";
    private const string SystemAccess = "System Access";

    /// <summary>Reads the registry values in stored order; of one that is named twice, the last line holds.</summary>
    /// <exception cref="GroupPolicyFormatException">It is no text, or a line of the section is not of that form.</exception>
    public static IReadOnlyList<TemplateRegistryValue> Parse(ReadOnlySpan<byte> file) =>
        [.. Lines(Decode(file), RegistryValues).Select(line => Read(line.Text, line.Number))];

    /// <summary>
    /// Reads the numbers of <c>[System Access]</c> (MS-GPSB 2.2.1.1: <c>name = value</c>), password and lockout policy among them; of one
    /// that is named twice, the last line holds. Names compare without regard to case. Texts, as a new name for the guest, are left out.
    /// </summary>
    /// <exception cref="GroupPolicyFormatException">It is no text, or a line of the section is not of that form.</exception>
    public static IReadOnlyDictionary<string, int> ParseSystemAccess(ReadOnlySpan<byte> file)
    {
        var settings = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, line) in Lines(Decode(file), SystemAccess))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Wrong(number, "a setting is not of the form NAME = VALUE");
            }

            var value = line[(equals + 1)..].Trim();
            if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var setting))
            {
                settings[line[..equals].Trim()] = setting;
            }
            else if (!value.StartsWith('"'))
            {
                throw Wrong(number, "the value of a setting is neither a number nor quoted text");
            }
        }

        return settings;
    }

    /// <summary>The value of that path; null when the template does not set it.</summary>
    public static TemplateRegistryValue? Find(IReadOnlyList<TemplateRegistryValue> values, string path)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.LastOrDefault(value => value.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<(int Number, string Text)> Lines(string text, string wanted)
    {
        string? section = null;
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                section = line[^1] == ']' ? line[1..^1].Trim() : throw Wrong(number, "the name of a section has no closing bracket");
            }
            else if (section is null)
            {
                throw Wrong(number, "there is something before the first section");
            }
            else if (section.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            {
                yield return (number, line);
            }
        }
    }

    private static TemplateRegistryValue Read(string line, int number)
    {
        var equals = line.IndexOf('=');
        var comma = line.IndexOf(',', Math.Max(equals, 0));
        if (equals <= 0 || comma < 0)
        {
            throw Wrong(number, "a registry value is not of the form PATH=TYPE,DATA");
        }

        if (!int.TryParse(line.AsSpan(equals + 1, comma - equals - 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var type))
        {
            throw Wrong(number, "the type of a registry value is no number");
        }

        var data = line[(comma + 1)..].Trim();
        if (data.StartsWith('"'))
        {
            data = data.Length > 1 && data.EndsWith('"')
                ? data[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
                : throw Wrong(number, "the data of a registry value has no closing quotation mark");
        }

        return new TemplateRegistryValue(line[..equals].Trim().Trim('"'), type, data);
    }

    private static string Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                [0xFF, 0xFE, .. var text] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true).GetString(text),
                [0xFE, 0xFF, .. var text] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true).GetString(text),
                [0xEF, 0xBB, 0xBF, .. var text] => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text),
                [_, 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true).GetString(file),
                _ => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file),
            };
        }
        catch (ArgumentException notText)
        {
            throw Wrong(1, $"it is neither UTF-16 nor UTF-8 ({notText.Message.TrimEnd('.')})");
        }
    }

    private static GroupPolicyFormatException Wrong(int line, string what) =>
        new(GroupPolicyPart.SecurityTemplate, line, $"GptTmpl.inf cannot be read: {what}, in line {line}.");
}
