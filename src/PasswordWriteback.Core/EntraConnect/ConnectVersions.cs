namespace PasswordWriteback.Core.EntraConnect;

/// <summary>
/// Which versions of Entra Connect still work, by date. docs/findings/CON001.md has the address and the day of reading for each line, and
/// says which dates were read at second hand.
/// </summary>
public static class ConnectVersions
{
    /// <summary>Day on which the sources of this table were read last.</summary>
    public static readonly DateOnly AsOf = new(2026, 11, 22);

    /// <summary>Versions up to this one stopped writing back on 7 November 2018: they depend on a service that was retired that day.</summary>
    public static readonly Version LastThatStopped = new(1, 0, 8641, 0);

    /// <summary>Below this version all synchronization services fail from <see cref="FloorFrom"/> on.</summary>
    public static readonly Version Floor = new(2, 5, 79, 0);

    /// <summary>When the floor takes effect.</summary>
    public static readonly DateTimeOffset FloorFrom = new(2026, 9, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>End of support by version: 12 months after its successor. A version that is not here has no known end.</summary>
    public static IReadOnlyList<(Version Version, DateTimeOffset EndOfSupport)> Retirements { get; } =
    [
        (new(2, 5, 3, 0), Day(2026, 7, 31)),
        (new(2, 5, 76, 0), Day(2026, 9, 1)),
        (new(2, 5, 79, 0), Day(2026, 10, 23)),
        (new(2, 5, 190, 0), Day(2027, 2, 2)),
        (new(2, 6, 1, 0), Day(2027, 3, 10)),
        (new(2, 6, 3, 0), Day(2027, 7, 7)),
        (new(2, 6, 84, 0), Day(2027, 9, 16)),
        (new(2, 6, 91, 0), Day(2027, 9, 23)),
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
