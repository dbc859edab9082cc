namespace PasswordWriteback.Local.Engine;

/// <summary>An instance of this id exists already, running or finished; nothing was started.</summary>
/// <param name="instanceId">The id.</param>
public sealed class InstanceExistsException(string instanceId)
    : Exception($"Instance '{instanceId}' exists already; nothing was started. Ask for its status, or start under another id.")
{
    /// <summary>The id.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>No instance of this id is recorded.</summary>
/// <param name="instanceId">The id.</param>
public sealed class InstanceNotFoundException(string instanceId)
    : Exception($"No instance '{instanceId}' is recorded here. It was never started, or it has ended and was purged.")
{
    /// <summary>The id.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>The instance has ended, so it takes no events and cannot be terminated; nothing was changed.</summary>
/// <param name="instanceId">The id.</param>
public sealed class InstanceFinishedException(string instanceId)
    : Exception($"Instance '{instanceId}' has ended; nothing was changed.")
{
    /// <summary>The id.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>This host has no code for an orchestrator, or only for older versions than the instance's.</summary>
/// <param name="name">The orchestrator.</param>
/// <param name="version">The version asked for; null: any.</param>
/// <param name="registered">What this host has.</param>
public sealed class OrchestratorNotRegisteredException(string name, string? version, string registered)
    : Exception($"This host has no code for orchestrator '{name}'{(version is null ? "" : $" version {version}")}; it has: {registered}.")
{
    /// <summary>The orchestrator.</summary>
    public string Name { get; } = name;

    /// <summary>The version asked for; null: any.</summary>
    public string? Version { get; } = version;
}

/// <summary>Another engine, in this or another process, holds the journal file.</summary>
/// <param name="path">The file.</param>
/// <param name="inner">What SQLite said.</param>
public sealed class JournalInUseException(string path, Exception? inner)
    : Exception($"The journal '{path}' is in use by another process. One engine runs per file: stop the other one, or choose another file.", inner);

/// <summary>The journal cannot be read or written: disk full, file missing or not a journal, no access.</summary>
/// <param name="message">What happened, where, what to do.</param>
/// <param name="inner">What SQLite said.</param>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
