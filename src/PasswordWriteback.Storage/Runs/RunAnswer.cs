namespace PasswordWriteback.Storage.Runs;

/// <summary>What a person said to a run.</summary>
public sealed record RunAnswer
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Its tenant.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The event that carries it.</summary>
    public required string EventName { get; init; }

    /// <summary>What tells this question from another of the same event: a plan's hash, the deadline of a wait.</summary>
    public required string Question { get; init; }

    /// <summary>The event's payload as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>Whether the run is known to have heard it, or to have ended before.</summary>
    public bool Delivered { get; init; }
}
