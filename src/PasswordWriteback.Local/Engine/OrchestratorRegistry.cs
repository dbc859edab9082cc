namespace PasswordWriteback.Local.Engine;

/// <summary>The orchestrators of this host. Filled before the engine starts, only read afterwards.</summary>
internal sealed class OrchestratorRegistry
{
    private readonly Dictionary<string, SortedDictionary<Version, OrchestratorRegistration>> _byName = new(StringComparer.Ordinal);

    public void Add(OrchestratorRegistration registration)
    {
        if (!_byName.TryGetValue(registration.Name, out var versions))
        {
            _byName[registration.Name] = versions = [];
        }

        if (!versions.TryAdd(registration.Version, registration))
        {
            throw new ArgumentException($"Orchestrator '{registration.Name}' version {registration.VersionText} is registered already.", nameof(registration));
        }
    }

    /// <summary>The code that a new instance begins with: the version asked for, or the newest.</summary>
    /// <exception cref="OrchestratorNotRegisteredException">There is none.</exception>
    public OrchestratorRegistration Current(string name, string? version) =>
        _byName.TryGetValue(name, out var versions)
        && (version is null
            ? versions.Values.Last()
            : versions.GetValueOrDefault(OrchestratorRegistration.ParseVersion(version))) is { } found
            ? found
            : throw new OrchestratorNotRegisteredException(name, version, Describe());

    /// <summary>
    /// The code that goes on with an instance ("current or older"): its own version, else the next newer one, which knows
    /// the older from its <c>Version</c>. Null when this host has only older code.
    /// </summary>
    public OrchestratorRegistration? ToContinue(string name, string version)
    {
        var began = OrchestratorRegistration.ParseVersion(version);
        return _byName.TryGetValue(name, out var versions) ? versions.Values.FirstOrDefault(r => r.Version >= began) : null;
    }

    /// <summary>What is registered, in words.</summary>
    public string Describe() => _byName.Count == 0
        ? "none"
        : string.Join(", ", _byName.Select(n => $"{n.Key} ({string.Join(", ", n.Value.Values.Select(r => r.VersionText))})"));
}
