using System.Text.Json;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>A descriptor that objects of the forest hold, and what Samba's library makes of it.</summary>
/// <param name="Base64">As it is stored.</param>
/// <param name="Sddl">Samba's text, with the domain's names.</param>
/// <param name="SddlWithoutDomain">Samba's text without them.</param>
/// <param name="Parsed">The bytes that Samba makes of <paramref name="Sddl"/>.</param>
/// <param name="Objects">How many objects of each partition hold it.</param>
/// <param name="Example">One of them.</param>
public sealed record HeldDescriptor(
    string Base64, string Sddl, string SddlWithoutDomain, string Parsed, IReadOnlyDictionary<string, int> Objects, string Example);

/// <summary>A class of the schema and its default descriptor.</summary>
/// <param name="Class">lDAPDisplayName.</param>
/// <param name="Text">defaultSecurityDescriptor.</param>
/// <param name="Parsed">The bytes that Samba makes of it; null where it refuses the text.</param>
/// <param name="Sddl">Samba's text of those bytes.</param>
public sealed record DefaultDescriptor(string Class, string Text, string? Parsed, string? Sddl);

/// <summary>Every descriptor of a real forest: all objects of all partitions, deleted ones too, and all classes.</summary>
public sealed record ForestCorpus(IReadOnlyList<HeldDescriptor> Held, IReadOnlyList<DefaultDescriptor> Defaults)
{
    public static async Task<ForestCorpus> ReadAsync(SambaLab lab)
    {
        var lines = (await lab.AskSambaAsync("descriptor", ["corpus", "--dc", "dc1"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var split = lines.ToLookup(line => line.StartsWith("{\"class\"", StringComparison.Ordinal));
        return new ForestCorpus(Read<HeldDescriptor>(split[false]), Read<DefaultDescriptor>(split[true]));
    }

    private static List<T> Read<T>(IEnumerable<string> lines) =>
        [.. lines.Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!)];
}
