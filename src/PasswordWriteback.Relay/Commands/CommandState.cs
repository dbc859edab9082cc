using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Commands;

/// <summary>How a command stands after the executor had it.</summary>
public abstract record CommandState
{
    private CommandState()
    {
    }

    /// <summary>It has ended.</summary>
    /// <param name="Reply">The answer.</param>
    public sealed record Answered(RelayReply Reply) : CommandState;

    /// <summary>
    /// It waits for an administrator on this server. Nothing is held meanwhile: give the same command to the executor again,
    /// now and then, also after a restart, until it is answered. That is cheap.
    /// </summary>
    /// <param name="Note">What it waits for, one sentence; the same each time.</param>
    /// <param name="Deadline">When it will be answered as not approved.</param>
    public sealed record Parked(string Note, DateTimeOffset Deadline) : CommandState;
}
