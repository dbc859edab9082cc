using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Local.Engine;

/// <summary>Where an instance stands.</summary>
public enum InstanceState
{
    /// <summary>Recorded, but this host has no code for its version; it waits for a host that has.</summary>
    Pending,

    /// <summary>Running, or waiting for an activity, a timer or an event.</summary>
    Running,

    /// <summary>Ended with an output.</summary>
    Completed,

    /// <summary>Ended with a failure.</summary>
    Failed,

    /// <summary>Ended from outside.</summary>
    Terminated,
}

/// <summary>Why an instance failed or was terminated.</summary>
/// <param name="ErrorType">Full type name of the exception; <c>Terminated</c> when it was ended from outside.</param>
/// <param name="ErrorMessage">The exception's message, or the reason given.</param>
/// <param name="Details">Where it happened; null when unknown.</param>
public sealed record InstanceFailure(string ErrorType, string ErrorMessage, string? Details);

/// <summary>An instance as the journal has it: what is shown here survives a crash.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Name">Name of its orchestrator.</param>
/// <param name="Version">The version it began with.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="UpdatedAt">When its history last grew.</param>
/// <param name="Revision">Number of events in its history; grows with every change.</param>
/// <param name="CustomStatus">What the orchestrator last said of itself.</param>
/// <param name="Output">Its result as JSON; null unless it completed.</param>
/// <param name="Failure">Null unless it failed or was terminated.</param>
public sealed record InstanceStatus(
    string InstanceId,
    string Name,
    string Version,
    InstanceState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Revision,
    RunStatus? CustomStatus,
    JsonElement? Output,
    InstanceFailure? Failure)
{
    /// <summary>Whether nothing more will happen.</summary>
    public bool IsFinished => State is InstanceState.Completed or InstanceState.Failed or InstanceState.Terminated;

    /// <summary>The output of a completed instance.</summary>
    /// <param name="type">JSON contract of the result.</param>
    /// <exception cref="InvalidOperationException">The instance did not complete; the message says how it ended.</exception>
    public T? ReadOutput<T>(JsonTypeInfo<T> type) => Output is { } output && State == InstanceState.Completed
        ? output.Deserialize(type)
        : throw new InvalidOperationException(
            $"Instance '{InstanceId}' has no output: it is {State}{(Failure is null ? "." : $" ({Failure.ErrorType}: {Failure.ErrorMessage}).")}");
}
