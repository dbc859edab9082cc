namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>Whether a domain controller has what was written, and has passed it on to the users below.</summary>
public enum ConfirmationState
{
    /// <summary>The changed objects have arrived, and the sampled users below inherited the ACEs.</summary>
    Confirmed,

    /// <summary>A changed object has not arrived yet.</summary>
    RootPending,

    /// <summary>The changed objects have arrived; users below have not all recomputed their inherited ACEs.</summary>
    InheritancePending,

    /// <summary>It cannot be asked: it does not answer, or it refuses, and the reason says what (certificate, credentials).</summary>
    Unreachable,

    /// <summary>It has been silent for longer than the tombstone lifetime and must not come back.</summary>
    Abandoned,

    /// <summary>Nothing is asked of it (read-only domain controllers).</summary>
    Exempt,
}

/// <summary>One domain controller in a confirmation.</summary>
/// <param name="HostName">DNS host name.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Site">Its site.</param>
/// <param name="Required">Whether the run waits for it.</param>
/// <param name="RequiredBecause">Why (PDC emulator, used by Entra Connect, …); empty when not required.</param>
/// <param name="State">What was found.</param>
/// <param name="Reason">One sentence: what is missing, or what proves it.</param>
/// <param name="Since">Since when it could not be asked; null unless <see cref="ConfirmationState.Unreachable"/> or <see cref="ConfirmationState.Abandoned"/>.</param>
/// <param name="SampledUsers">How many users below the changed objects were read there.</param>
public sealed record ControllerConfirmation(
    string HostName,
    string Domain,
    string Site,
    bool Required,
    string RequiredBecause,
    ConfirmationState State,
    string Reason,
    DateTimeOffset? Since,
    int SampledUsers);
