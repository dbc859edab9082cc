namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Compares a path with a route whose segments in braces take any value.</summary>
internal static class RoutePath
{
    /// <summary>The values of the segments in braces; null when the path is another.</summary>
    public static IReadOnlyDictionary<string, string>? Match(string route, string? path)
    {
        var wanted = route.Split('/');
        var given = (path ?? "").TrimEnd('/').Split('/');
        if (wanted.Length != given.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (segment, value) in wanted.Zip(given))
        {
            if (segment.StartsWith('{'))
            {
                values[segment[1..^1]] = value;
            }
            else if (!string.Equals(segment, value, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        return values;
    }
}
