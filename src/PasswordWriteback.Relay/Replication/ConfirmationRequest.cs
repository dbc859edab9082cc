using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Replication;

/// <summary>A write, and what was on the object besides it.</summary>
/// <param name="Write">What was written, where, and its replication identity.</param>
/// <param name="ForeignAces">The explicit ACEs that were there before and must stay: their loss is an alarm.</param>
public sealed record WriteToConfirm(DirectoryWrite Write, IReadOnlyList<Ace> ForeignAces);

/// <summary>What to confirm.</summary>
/// <param name="Forest">The forest, as discovery found it just now.</param>
/// <param name="Writes">The writes of one grant or rollback.</param>
public sealed record ConfirmationRequest(DirectoryForest Forest, IReadOnlyList<WriteToConfirm> Writes)
{
    /// <summary>Entra Connect's configuration, for the required controllers; null where it is not known.</summary>
    public ConnectReading? Connect { get; init; }

    /// <summary>Host names that an administrator wants to wait for.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>The last confirmation of the same writes: since when a controller has not answered is carried on from it.</summary>
    public IReadOnlyList<ControllerConfirmation> Previous { get; init; } = [];
}

/// <summary>What the domain controllers said.</summary>
/// <param name="Controllers">Every domain controller of the domains that were written to.</param>
/// <param name="Alarms">Changes by others since the write that undo it, or ACEs of others that were lost, one sentence each.</param>
/// <param name="Superseded">See <see cref="ReplicationChecked.Superseded"/>.</param>
public sealed record ReplicationConfirmation(
    IReadOnlyList<ControllerConfirmation> Controllers, IReadOnlyList<string> Alarms, string? Superseded = null);
