using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace PasswordWriteback.Relay.EntraConnect;

/// <summary>
/// The configuration export of Entra Connect (<c>Get-ADSyncServerConfiguration</c>): a folder of XML files. It is read for the
/// domain controllers that a connector prefers and used last, which no cmdlet tells, and for comparing before with after. Its
/// content is compared by digests of sections; what changes by itself, the switch, and secrets are left out, order does not count.
/// </summary>
/// <param name="Sections">Digest of each section, by file and name of the section.</param>
/// <param name="Controllers">Domain controllers by identifier of the connector.</param>
/// <param name="Gap">What could not be read; null when nothing is missing.</param>
internal sealed record ConnectExport(
    IReadOnlyDictionary<string, string> Sections,
    IReadOnlyDictionary<Guid, (IReadOnlyList<string> Preferred, string? LastUsed)> Controllers,
    string? Gap)
{
    /// <summary>More than this is no configuration.</summary>
    private const long LargestExport = 256L * 1024 * 1024;

    private static readonly HashSet<string> ChangesByItself = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "creation-time", "last-modification-time", "last-dc", "cookie", "ma-run-data", "dirty", "rules-version",
    };

    private static readonly string[] Switch = ["passwordreset", "password-reset", "passwordwriteback", "password-writeback"];

    private static readonly string[] Secret = ["encrypted", "secret", "credential"];

    /// <summary>Reads the folder; what is missing or damaged in it is a gap.</summary>
    public static ConnectExport Read(string folder)
    {
        var sections = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var controllers = new Dictionary<Guid, (IReadOnlyList<string>, string?)>();
        try
        {
            var files = Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*.xml", SearchOption.AllDirectories) : [];
            if (files.Length == 0)
            {
                return new ConnectExport(sections, controllers, "The configuration export is empty.");
            }

            if (files.Sum(file => file.Length) > LargestExport)
            {
                return new ConnectExport(sections, controllers, $"The configuration export is larger than {LargestExport} bytes.");
            }

            foreach (var file in files)
            {
                Read(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), Load(file.FullName), sections, controllers);
            }

            return new ConnectExport(sections, controllers, Gap: null);
        }
        catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException)
        {
            sections.Clear();
            return new ConnectExport(sections, controllers, $"The configuration export could not be read: {failure.Message}");
        }
    }

    private static XElement Load(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    private static void Read(
        string file, XElement root, SortedDictionary<string, string> sections, Dictionary<Guid, (IReadOnlyList<string>, string?)> controllers)
    {
        if (root.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == "ma-data") is not { } connector)
        {
            sections[$"Export.{file}"] = Digest(root);
            return;
        }

        var name = Text(connector, "name") ?? file;
        foreach (var section in connector.Elements().GroupBy(element => element.Name.LocalName, StringComparer.Ordinal).Where(group => !IsLeftOut(group.First())))
        {
            sections[$"Export.Connector.{name}.{section.Key}"] = Digest(new XElement(section.Key, section));
        }

        if (Guid.TryParse(Text(connector, "id"), out var identifier))
        {
            var used = connector.Descendants().Where(element => element.Name.LocalName == "partition" && Text(element, "selected") is not "0")
                .SelectMany(partition => partition.Descendants()).ToList();
            controllers[identifier] = (
                [.. used.Where(element => element.Name.LocalName == "preferred-dc").Select(element => element.Value.Trim()).Where(host => host.Length > 0)
                    .Distinct(StringComparer.OrdinalIgnoreCase)],
                used.FirstOrDefault(element => element.Name.LocalName == "last-dc" && element.Value.Trim().Length > 0)?.Value.Trim());
        }
    }

    private static string? Text(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();

    private static string Digest(XElement element) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(element))))[..32]}";

    private static string Canonical(XElement element)
    {
        var attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && !ChangesByItself.Contains(attribute.Name.LocalName))
            .Select(attribute => $"{attribute.Name.LocalName}={attribute.Value.Length}:{attribute.Value}").Order(StringComparer.Ordinal);
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value)).Trim();
        var children = element.Elements().Where(child => !IsLeftOut(child)).Select(Canonical).Order(StringComparer.Ordinal);
        return $"<{element.Name.LocalName} {string.Join(' ', attributes)}>{text.Length}:{text}{string.Concat(children)}</>";
    }

    private static bool IsLeftOut(XElement element)
    {
        var named = element.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "name")?.Value ?? string.Empty;
        return ChangesByItself.Contains(element.Name.LocalName)
            || Switch.Concat(Secret).Any(part => element.Name.LocalName.Contains(part, StringComparison.OrdinalIgnoreCase)
                || named.Contains(part, StringComparison.OrdinalIgnoreCase));
    }
}
