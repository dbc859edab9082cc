namespace PasswordWriteback.Core.EntraConnect;

/// <summary>Compares the configuration of an Entra Connect server before and after the switch was turned.</summary>
public static class ConnectComparison
{
    /// <summary>Settings besides the switch that differ, one sentence each, by name.</summary>
    public static IReadOnlyList<string> OtherDifferences(ConnectReading before, ConnectReading after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. before.Settings.Keys.Union(after.Settings.Keys, StringComparer.Ordinal)
                .Where(name => before.Settings.GetValueOrDefault(name) != after.Settings.GetValueOrDefault(name))
                .Order(StringComparer.Ordinal)
                .Select(name => $"{name} was {before.Settings.GetValueOrDefault(name) ?? "not set"} and is {after.Settings.GetValueOrDefault(name) ?? "not set"}."),
        ];
    }
}
