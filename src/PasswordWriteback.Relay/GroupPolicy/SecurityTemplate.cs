using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A line of <c>[Registry Values]</c>.</summary>
/// <param name="Path">Path of the value, beginning with <c>MACHINE\</c>.</param>
/// <param name="Type">Registry type, as in <see cref="RegistryPolicyEntry"/>.</param>
/// <param name="Data">The data without its quotation marks.</param>
public sealed record TemplateRegistryValue(string Path, int Type, string Data);

/// <summary>
/// Reads the registry values of a security template, GptTmpl.inf (MS-GPSB 2.2, section <c>[Registry Values]</c>:
/// <c>path=type,data</c>). Windows writes the file in UTF-16LE; other editors leave UTF-8.
/// </summary>
public static class SecurityTemplate
{
    private const string Section = "Registry Values";

    /// <summary>Reads the registry values in stored order; of one that is named twice, the last line holds.</summary>
    /// <exception cref="GroupPolicyFormatException">It is no text, or a line of the section is not of that form.</exception>
    public static IReadOnlyList<TemplateRegistryValue> Parse(ReadOnlySpan<byte> file)
    {
        var values = new List<TemplateRegistryValue>();
        string? section = null;
        var number = 0;
        foreach (var raw in Decode(file).Split('\n'))
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
            else if (section.Equals(Section, StringComparison.OrdinalIgnoreCase))
            {
                values.Add(Read(line, number));
            }
        }

        return values;
    }

    /// <summary>The value of that path; null when the template does not set it.</summary>
    public static TemplateRegistryValue? Find(IReadOnlyList<TemplateRegistryValue> values, string path)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.LastOrDefault(value => value.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
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
