namespace PasswordWriteback.Demo;

/// <summary>What the demo was asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Print only the report, as one JSON document.</summary>
    public bool Json { get; init; }

    /// <summary>How many times faster than real time the simulated clocks run. 1 with a real forest.</summary>
    public double Speed { get; init; } = 300;

    /// <summary>Domain controllers of a real forest; empty: the simulated forest.</summary>
    public IReadOnlyList<string> Forest { get; init; } = [];

    public FileInfo? CaFile { get; init; }

    public string? User { get; init; }

    public FileInfo? PasswordFile { get; init; }

    public string? Account { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public bool DomainWide { get; init; }

    public bool IsRealForest => Forest.Count > 0;
}
