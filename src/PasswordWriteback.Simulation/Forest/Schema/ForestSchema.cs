using System.Collections.Frozen;
using System.Globalization;

namespace PasswordWriteback.Simulation.Forest.Schema;

/// <summary>
/// The part of Active Directory's schema that the simulated forest serves, with the real identifiers
/// (MS-ADA1, MS-ADA2, MS-ADA3, MS-ADSC).
/// </summary>
internal static class ForestSchema
{
    private static readonly FrozenDictionary<string, AttributeDefinition> Attributes =
        Read("attributes.txt", ReadAttribute).ToFrozenDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, ClassDefinition> Classes =
        Read("classes.txt", ReadClass).ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>An attribute, or null when the schema has none of that name.</summary>
    public static AttributeDefinition? FindAttribute(string name) => Attributes.GetValueOrDefault(name);

    /// <summary>An attribute.</summary>
    /// <exception cref="ArgumentException">The simulated schema has none of that name.</exception>
    public static AttributeDefinition Attribute(string name) => FindAttribute(name)
        ?? throw new ArgumentException($"The simulated schema has no attribute '{name}'; add it to attributes.txt.", nameof(name));

    /// <summary>A class, or null when the schema has none of that name.</summary>
    public static ClassDefinition? FindClass(string name) => Classes.GetValueOrDefault(name);

    /// <summary>A class.</summary>
    /// <exception cref="ArgumentException">The simulated schema has none of that name.</exception>
    public static ClassDefinition Class(string name) => FindClass(name)
        ?? throw new ArgumentException($"The simulated schema has no class '{name}'; add it to classes.txt.", nameof(name));

    private static AttributeDefinition ReadAttribute(string[] field) => new(
        field[0],
        uint.Parse(field[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        Guid.Parse(field[2]),
        field[3] == "-" ? null : Guid.Parse(field[3]),
        Enum.Parse<AttributeSyntax>(field[4], ignoreCase: true),
        Enum.Parse<AttributeKind>(field[5], ignoreCase: true));

    private static ClassDefinition ReadClass(string[] field) =>
        new(field[0], Guid.Parse(field[1]), field[2], field[3], field[4].Split('|'), field[5]);

    private static List<T> Read<T>(string resource, Func<string[], T> read)
    {
        using var stream = typeof(ForestSchema).Assembly.GetManifestResourceStream(typeof(ForestSchema), resource)
            ?? throw new InvalidOperationException($"The assembly lacks {resource}.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => read(line.TrimEnd('\r').Split(' ')))];
    }
}
