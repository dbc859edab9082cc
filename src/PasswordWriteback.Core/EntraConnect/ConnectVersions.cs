namespace PasswordWriteback.Core.EntraConnect;

/// <summary>
/// Which versions of Entra Connect still work, by date. Sources: Microsoft's version history and the writeback tutorial as
/// quoted in docs/findings/CON001.md; the dates of retirement were read at second hand and are marked so there.
/// </summary>
public static class ConnectVersions
{
    /// <summary>Versions up to this one have long stopped writing back ("1.0.8641.0 and older").</summary>
    public static readonly Version LastThatStopped = new(1, 0, 8641, 0);

    /// <summary>Below this version all synchronization services stop at <see cref="FloorFrom"/>.</summary>
    public static readonly Version Floor = new(2, 5, 79, 0);

    /// <summary>When the floor takes effect.</summary>
    public static readonly DateTimeOffset FloorFrom = new(2026, 9, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly (Version Version, DateTimeOffset EndOfSupport)[] Retirements =
    [
        (new(2, 5, 3, 0), Day(2026, 7, 31)),
        (new(2, 5, 76, 0), Day(2026, 9, 1)),
        (new(2, 5, 79, 0), Day(2026, 10, 23)),
        (new(2, 5, 190, 0), Day(2027, 2, 2)),
        (new(2, 6, 1, 0), Day(2027, 3, 10)),
        (new(2, 6, 3, 0), Day(2027, 7, 7)),
    ];

    /// <summary>Whether a version still works on a day.</summary>
    public static bool Works(Version version, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version > LastThatStopped && (version >= Floor || at < FloorFrom);
    }

    /// <summary>End of support of exactly this version; null when no date is known.</summary>
    public static DateTimeOffset? EndOfSupport(Version version)
    {
        foreach (var (known, end) in Retirements)
        {
            if (known == version)
            {
                return end;
            }
        }

        return null;
    }

    /// <summary>Whether binary, configuration and registry name the same version; what is missing at the end of a number is 0.</summary>
    public static bool Agree(ConnectReading server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return Same(server.InstalledVersion, server.ConfiguredVersion)
            && (server.RegistryVersion is null || Same(server.InstalledVersion, server.RegistryVersion));
    }

    /// <summary>
    /// Which version of a server was not read, as a sentence; null when binary and configuration have one. What was not read agrees
    /// with nothing and contradicts nothing.
    /// </summary>
    public static string? Unread(ConnectReading server)
    {
        ArgumentNullException.ThrowIfNull(server);
        string[] missing =
        [
            .. new[] { ("binary", server.InstalledVersion), ("configuration", server.ConfiguredVersion) }
                .Where(version => string.IsNullOrWhiteSpace(version.Item2)).Select(version => version.Item1),
        ];
        return missing.Length == 0
            ? null
            : $"The version of the {string.Join(" and of the ", missing)} of Entra Connect on {server.ServerName} could not be read.";
    }

    /// <summary>The versions of a server, in a sentence.</summary>
    public static string Describe(ConnectReading server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var registry = server.RegistryVersion is { } version ? $", the registry {version}" : string.Empty;
        return $"The binary is {server.InstalledVersion}, the configuration {server.ConfiguredVersion}{registry}"
            + (Agree(server) ? "." : ": a half-done upgrade.");
    }

    private static bool Same(string one, string other) =>
        Version.TryParse(one, out var first) && Version.TryParse(other, out var second)
            ? Whole(first) == Whole(second)
            : string.Equals(one, other, StringComparison.Ordinal);

    private static Version Whole(Version version) =>
        new(version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0));

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);
}
