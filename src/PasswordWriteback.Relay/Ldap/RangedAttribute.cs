using System.Globalization;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>An attribute of which the server returned the first values only (MS-ADTS 3.1.1.3.1.3.3).</summary>
/// <param name="ReturnedName">Its name in the entry, for example <c>member;range=0-1499</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="NextIndex">Index of the first value that is missing; null when the returned range is the last.</param>
internal sealed record RangedAttribute(string ReturnedName, string Name, long? NextIndex)
{
    private const string Option = ";range=";

    /// <summary>What to ask for next.</summary>
    public string Next => string.Create(CultureInfo.InvariantCulture, $"{Name}{Option}{NextIndex}-*");

    public static RangedAttribute? FirstIncomplete(DirectoryEntry entry)
    {
        foreach (var returned in entry.Attributes.Keys)
        {
            if (Parse(returned) is { NextIndex: not null } ranged)
            {
                return ranged;
            }
        }

        return null;
    }

    /// <summary>Reads a returned name; null when it carries no range.</summary>
    public static RangedAttribute? Parse(string returned)
    {
        var option = returned.IndexOf(Option, StringComparison.OrdinalIgnoreCase);
        var dash = option < 0 ? -1 : returned.IndexOf('-', option + Option.Length);
        if (dash < 0)
        {
            return null;
        }

        var end = returned[(dash + 1)..];
        return long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new RangedAttribute(returned, returned[..option], last + 1)
            : new RangedAttribute(returned, returned[..option], NextIndex: null);
    }

    /// <summary>The entry with the next values added.</summary>
    public DirectoryEntry Append(DirectoryEntry entry, DirectoryEntry next)
    {
        var more = next.Attributes.FirstOrDefault(pair => string.Equals(Parse(pair.Key)?.Name ?? pair.Key, Name, StringComparison.OrdinalIgnoreCase));
        if (more.Key is null || more.Value.Count == 0)
        {
            return Close(entry);
        }

        var complete = Parse(more.Key) is not { NextIndex: not null };
        return Replace(entry, complete ? Name : more.Key, [.. entry.Attributes[ReturnedName], .. more.Value]);
    }

    /// <summary>The entry with what there is, under the plain name.</summary>
    public DirectoryEntry Close(DirectoryEntry entry) => Replace(entry, Name, entry.Attributes[ReturnedName]);

    private DirectoryEntry Replace(DirectoryEntry entry, string name, IReadOnlyList<byte[]> values)
    {
        var attributes = new Dictionary<string, IReadOnlyList<byte[]>>(entry.Attributes, StringComparer.OrdinalIgnoreCase);
        attributes.Remove(ReturnedName);
        attributes.Remove(Name);
        attributes[name] = values;
        return entry with { Attributes = attributes };
    }
}
